"""The inbox: my notices, the count in the bar, and what opening one does."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.roles import Role
from claims import services
from claims.discussion.services import post_to_discussion
from claims.models import Claim, RatingLevel
from notify.models import Notice
from notify.services import deliver
from tests.desk.conftest import Blind, rate
from tests.factories import ClaimFactory, UserFactory

INBOX = "admin:desk_inbox"


def assign(claim: Claim, person: User) -> Notice:
    """Somebody assigns the claim, and the notice arrives."""
    services.assign(
        actor=UserFactory(role=Role.EDITOR),
        claim_id=claim.pk,
        expected_version=None,
        reviewer=person,
    )
    deliver()
    notice: Notice = Notice.objects.filter(recipient=person, claim=claim).latest("pk")
    return notice


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_notice_says_what_happened_and_to_which_claim(sign_in: Callable[..., Client]) -> None:
    client, claim = sign_in(Role.REVIEWER), ClaimFactory()
    notice = assign(claim, client.person)
    page = text_of(client.get(reverse(INBOX)))
    assert str(notice.label) in page
    assert claim.text in page
    assert "not read:" in page


def test_the_bar_counts_what_is_not_read_on_every_page(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    for name in ("admin:index", "admin:desk_upload"):
        assert 'class="unread"' not in client.get(reverse(name)).content.decode()
    for _ in range(3):
        assign(ClaimFactory(), client.person)
    for name in ("admin:index", "admin:desk_upload"):
        assert "(3 not read)" in client.get(reverse(name)).content.decode()
    assert "not read)" not in sign_in(Role.REVIEWER).get(reverse("admin:index")).content.decode()


def test_opening_a_notice_goes_to_the_claim_and_marks_it_read(
    sign_in: Callable[..., Client],
) -> None:
    client, claim = sign_in(Role.REVIEWER), ClaimFactory()
    notice = assign(claim, client.person)
    url = reverse("admin:desk_notice", args=[notice.pk])
    assert client.get(url)["Location"] == reverse("admin:index")
    notice.refresh_from_db()
    assert notice.read_at is None
    answer = client.post(url)
    assert answer.headers["Location"] == reverse("admin:desk_claim", args=[claim.pk])
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "You have read everything." in text_of(client.get(reverse(INBOX), {"show": "unread"}))
    assert claim.text in text_of(client.get(reverse(INBOX)))


def test_a_mention_leads_to_the_post_and_names_its_writer(sign_in: Callable[..., Client]) -> None:
    client, claim = sign_in(Role.REVIEWER), ClaimFactory()
    editor = UserFactory(role=Role.EDITOR, first_name="Edda", last_name="Moor")
    body = f"@{client.person.username} have you seen the minutes?"
    post = post_to_discussion(actor=editor, claim=claim, body=body)
    deliver()
    assert "by Edda Moor" in text_of(client.get(reverse(INBOX)))
    notice = Notice.objects.get(post=post)
    answer = client.post(reverse("admin:desk_notice", args=[notice.pk]))
    assert answer.headers["Location"].endswith(f"#post-{post.pk}")


def test_anothers_notice_is_not_there(sign_in: Callable[..., Client]) -> None:
    notice = assign(ClaimFactory(), UserFactory())
    client = sign_in(Role.EDITOR)
    assert client.post(reverse("admin:desk_notice", args=[notice.pk])).status_code == 404
    assert client.get(reverse(INBOX)).context["notices"] == []
    client.post(reverse("admin:desk_inbox_read"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_read_at_once(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)
    for _ in range(2):
        assign(ClaimFactory(), client.person)
    answer = client.post(reverse("admin:desk_inbox_read"), follow=True)
    assert "2 notices are read now." in text_of(answer)
    assert not Notice.objects.filter(read_at__isnull=True).exists()
    assert "Mark all as read" not in text_of(client.get(reverse(INBOX)))
    again = client.post(reverse("admin:desk_inbox_read"), follow=True)
    assert "Nothing was unread." in text_of(again)


def test_a_claim_that_is_hidden_by_now_takes_its_notices_along(
    sign_in: Callable[..., Client],
) -> None:
    client, claim = sign_in(Role.REVIEWER), ClaimFactory()
    notice = assign(claim, client.person)
    claim.transcript.withdrawn_at = now()
    claim.transcript.save()
    page = client.get(reverse(INBOX))
    assert page.context["notices"] == []
    assert page.context["unread"] == 0
    assert client.post(reverse("admin:desk_notice", args=[notice.pk])).status_code == 404


def test_a_blind_rating_is_no_notice_and_a_dispute_names_no_level(
    sign_in: Callable[..., Client], blind: Blind
) -> None:
    editor, two = sign_in(Role.EDITOR), sign_in(blind.two)
    deliver()
    for client in (editor, two):
        assert client.get(reverse(INBOX)).context["notices"] == []
    rate(blind.two, blind.claim, 5)
    deliver()
    page = text_of(editor.get(reverse(INBOX)))
    assert "Disputed" in page
    for level in RatingLevel.objects.filter(scale=blind.claim.scale):
        assert level.label not in page


def test_an_empty_inbox_says_what_will_be_in_it(sign_in: Callable[..., Client]) -> None:
    assert "Here you will find what concerns you" in text_of(
        sign_in(Role.REVIEWER).get(reverse(INBOX))
    )


def test_the_inbox_is_for_the_newsroom(sign_in: Callable[..., Client]) -> None:
    assert sign_in(Role.ADMINISTRATOR).get(reverse(INBOX)).status_code == 403


def test_fifty_notices_cost_what_two_do_and_older_ones_are_a_page_away(
    sign_in: Callable[..., Client],
) -> None:
    client = sign_in(Role.EDITOR)
    person: User = client.person

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(INBOX)).status_code == 200
        return len(caught)

    def more(count: int) -> None:
        for _ in range(count):
            claim = ClaimFactory()
            body = f"@{person.username} please look"
            post_to_discussion(actor=UserFactory(role=Role.EDITOR), claim=claim, body=body)
        deliver()

    more(2)
    cost()
    few = cost()
    more(50)
    assert cost() == few
    first = client.get(reverse(INBOX)).context
    rest = client.get(reverse(INBOX), {"before": first["cursor"]}).context
    assert len(first["notices"]) == 50
    assert len(rest["notices"]) == 2
