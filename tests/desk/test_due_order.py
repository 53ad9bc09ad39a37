"""What is due for review comes by how long it has been due, and a day's work goes down the list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims.models import Claim, Verdict
from tests.factories import ClaimFactory, TranscriptFactory, VerdictFactory, level

INDEX = "admin:index"
DUE = {"due": "yes"}


def back(since: datetime, **more: Any) -> Claim:
    """A published claim whose verdict came back to the desk then."""
    claim = ClaimFactory(status="published", scale=level(2).scale, **more)
    VerdictFactory(claim=claim, due_at=since, due_because=[{"code": "date"}])
    return claim


def listed(client: Client, **query: object) -> list[int]:
    page = client.get(reverse(INDEX), {**DUE, **query})
    return [claim.pk for claim in page.context["queue"]]


def test_the_longest_due_comes_first_whatever_its_rank(sign_in: Callable[..., Client]) -> None:
    editor, today = sign_in(Role.EDITOR), now()
    lately = back(today, rank=9_000)
    long = back(today - timedelta(days=9), rank=100)
    VerdictFactory()  # stands
    assert listed(editor) == [long.pk, lately.pk]
    page = editor.get(reverse(INDEX), DUE).content.decode()
    assert "longest due first" in page
    assert "likeliest picks first" not in page


def test_those_of_one_sweep_keep_their_order_over_pages(sign_in: Callable[..., Client]) -> None:
    editor, sweep = sign_in(Role.EDITOR), now()
    transcript = TranscriptFactory()
    made = [
        back(sweep, transcript=transcript, end=end, rank=end * 37 % 100).pk for end in range(10, 40)
    ]
    first = editor.get(reverse(INDEX), DUE)
    rest = listed(editor, after=first.context["cursor"])
    assert [one.pk for one in first.context["queue"]] + rest == made
    assert len(rest) == 5


@pytest.mark.parametrize("cursor", ["x", "1-", "999999999999999999-1", "-1-1"])
def test_a_cursor_that_is_none_shows_the_first_page(
    sign_in: Callable[..., Client], cursor: str
) -> None:
    assert listed(sign_in(Role.EDITOR), after=cursor) == []
    one = back(now())
    assert listed(sign_in(Role.EDITOR), after=cursor) == [one.pk]


def test_a_correction_counts_once(sign_in: Callable[..., Client]) -> None:
    """The one before it stays due in its row, for the record; the list has the claim once."""
    claim = back(now() - timedelta(days=2))
    Verdict.objects.filter(claim=claim).update(superseded_at=now())
    assert listed(sign_in(Role.EDITOR)) == []
    VerdictFactory(claim=claim, due_at=now(), due_because=[{"code": "date"}])
    assert listed(sign_in(Role.EDITOR)) == [claim.pk]


def test_the_keys_of_the_claim_page_follow_the_list(sign_in: Callable[..., Client]) -> None:
    editor, today = sign_in(Role.EDITOR), now()
    third, first, second = (back(today - timedelta(days=days)) for days in (1, 9, 5))
    page = editor.get(reverse("admin:desk_claim", args=[second.pk]), DUE)
    rail = page.context["rail"]
    assert (rail.previous.pk, rail.next.pk) == (first.pk, third.pk)


def test_beside_the_queue_the_due_ones_open_within_their_list(
    sign_in: Callable[..., Client],
) -> None:
    one = back(now())
    page = sign_in(Role.EDITOR).get(reverse(INDEX)).content.decode()
    assert f'{reverse("admin:desk_claim", args=[one.pk])}?due=yes"' in page


def test_confirm_and_next_goes_down_the_list_and_not_back_to_what_was_skipped(
    sign_in: Callable[..., Client],
) -> None:
    editor, today = sign_in(Role.EDITOR), now()
    skipped, here, following = (back(today - timedelta(days=days)) for days in (9, 5, 1))
    path = reverse("admin:desk_claim", args=[here.pk])
    shown = editor.get(path, DUE)
    assert "Confirm and next" in shown.content.decode()
    assert "Confirm and next" not in editor.get(path).content.decode()
    sent = {"version": here.version, "seen": shown.context["seen"], "then": "next"}

    def confirm(claim: Claim) -> Any:
        act = reverse("admin:desk_act", args=[claim.pk, "confirm"])
        return editor.post(f"{act}?due=yes", sent)

    assert confirm(here)["Location"] == (
        reverse("admin:desk_claim", args=[following.pk]) + "?due=yes"
    )
    assert confirm(following)["Location"] == reverse(INDEX) + "?due=yes"
    assert listed(editor) == [skipped.pk]


def test_a_claim_that_is_due_no_longer_leads_to_the_first_that_is(
    sign_in: Callable[..., Client],
) -> None:
    first, gone = back(now()), back(now() - timedelta(days=3))
    Verdict.objects.filter(claim=gone).update(due_at=None, due_because=[])
    page = sign_in(Role.EDITOR).get(reverse("admin:desk_claim", args=[gone.pk]), DUE)
    assert page.context["rail"].next.pk == first.pk


def test_nothing_is_offered_to_take_where_nothing_can_be(sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.REVIEWER)

    def offered(**query: str) -> bool:
        return reverse("admin:desk_next") in client.get(reverse(INDEX), query).content.decode()

    assert all(offered(**one) for one in ({}, {"status": "any"}, {"status": "in_review"}))
    for none in (DUE, {"status": "published"}, {"superseded": "yes", "status": "any"}):
        assert not offered(**none), none
