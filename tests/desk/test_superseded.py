"""At the desk: a source is marked as superseded, and what that asks of reviewers and editors."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from claims import services
from claims.models import Claim, Source, Supersession, Verdict
from notify.services import deliver
from tests.desk.conftest import act, cite, claim_page, rate, take, version, words
from tests.factories import ClaimFactory, UserFactory, level

R, E = Role.REVIEWER, Role.EDITOR
REASON = "The office revised the table in March."
NEW = "https://statistics.example/revised"


@pytest.fixture(autouse=True)
def publisher(settings):
    settings.PUBLIC_URL, settings.PUBLISHER_NAME = "https://newsroom.example", "Newsroom"


@pytest.fixture
def claim(db):
    """Resolved, with two sources."""
    made = ClaimFactory()
    for number, person in enumerate((UserFactory(), UserFactory()), start=1):
        take(person, made)
        cite(person, made, number)
        rate(person, made, 2)
    made.refresh_from_db()
    return made


@pytest.fixture
def published(claim):
    editor = UserFactory(role=E)
    decide(editor, claim)
    services.publish(actor=editor, claim_id=claim.pk, expected_version=None)
    claim.refresh_from_db()
    return claim


def decide(editor, claim, **fields):
    services.adjudicate(
        actor=editor, claim_id=claim.pk, expected_version=None, level=level(2), summary="No.",
        **fields,
    )  # fmt: skip


def at_source(client, claim, what, **data):
    """By the form at the claim's first source."""
    citation = claim.citations.select_related("source").earliest("pk")
    sent = {"citation": citation.pk, "source_version": citation.source.version, **data}
    address = reverse("admin:desk_source", args=[citation.pk, what])
    return client.post(address, sent, follow=True)


def mark(client, claim, **data):
    return at_source(client, claim, "supersede", **{"reason": REASON, **data})


def test_a_reviewer_marks_it_and_everybody_sees_who_said_so(sign_in, published):
    reviewer = sign_in(R)
    assert "It was superseded" in words(claim_page(reviewer, published))
    answer = words(mark(reviewer, published, replaced_by=NEW))
    assert "Marked as superseded: Table 1." in answer
    page = words(claim_page(sign_in(R), published))
    assert f"Superseded says {reviewer.person}" in page
    assert REASON in page
    assert NEW in page
    assert "It was not superseded" not in page, "somebody else's word"
    assert "It was not superseded" in words(claim_page(reviewer, published))


def test_it_stands_in_the_due_list_the_history_and_the_inbox(sign_in, published):
    reviewer, editor = sign_in(R), sign_in(E)
    mark(reviewer, published)
    deliver()
    desk = words(editor.get(reverse("admin:index")))
    assert "a source was superseded" in desk
    listed = editor.get(reverse("admin:index"), {"due": "yes"})
    assert reverse("admin:desk_claim", args=[published.pk]) in listed.content.decode()
    page = words(claim_page(editor, published))
    assert "A source was superseded: Table 1" in page
    assert f"{reviewer.person} said that “Table 1” was superseded: due for review" in page
    assert "Due for review" in words(editor.get(reverse("admin:desk_inbox")))


def test_confirming_an_old_page_is_refused_and_says_what_happened(sign_in, published):
    editor = sign_in(E)
    old = {"version": version(published), "seen": claim_page(editor, published).context["seen"]}
    mark(sign_in(R), published)
    refused = act(editor, published, "confirm", **old)
    assert refused.status_code == 412
    assert "said that “Table 1” was superseded" in words(refused)
    assert act(editor, published, "confirm").status_code == 200
    assert Verdict.objects.get(claim=published).superseded_sources != []


def test_the_gate_leads_to_the_box_that_is_to_be_ticked(sign_in, claim):
    editor = sign_in(E)
    decide(editor.person, claim)
    mark(editor, claim)
    said = Supersession.objects.get()
    page = claim_page(editor, claim)
    assert "“Table 1” was superseded" in words(page)
    html = page.content.decode()
    assert 'href="#adjudicate-acknowledged"' in html
    assert 'id="adjudicate-acknowledged"' in html
    sent = {"level": level(2).pk, "summary": "No."}
    assert act(editor, claim, "publish").status_code == 409
    assert act(editor, claim, "adjudicate", **sent, acknowledged=[said.pk]).status_code == 200
    kept = claim_page(editor, claim).content.decode()
    assert f'name="acknowledged" value="{said.pk}" checked' in kept
    assert "Published." in words(act(editor, claim, "publish"))


def test_a_refused_decision_keeps_what_was_ticked(sign_in, claim):
    editor = sign_in(E)
    mark(editor, claim)
    said = Supersession.objects.get()
    refused = act(
        editor, claim, "adjudicate", level=level(5).pk, summary="Yes.", acknowledged=[said.pk]
    )
    assert refused.status_code == 400
    html = refused.content.decode()
    assert f'name="acknowledged" value="{said.pk}" checked' in html
    wrong = act(editor, claim, "adjudicate", level=level(2).pk, acknowledged=[said.pk + 1])
    assert "No source of the claim has this mark." in words(wrong)
    assert act(editor, claim, "adjudicate", level=level(2).pk, acknowledged="x").status_code == 400


def test_a_stale_decision_is_sent_again_with_all_that_was_ticked(sign_in, claim):
    editor = sign_in(E)
    old = version(claim)
    marks = []
    for source in Source.objects.order_by("pk"):
        services.supersede(
            actor=editor.person, source_id=source.pk, expected_version=None, reason=REASON
        )
        marks.append(source.supersession.pk)
    decide(UserFactory(role=E), claim)
    sent = {"level": level(2).pk, "summary": "Mine.", "acknowledged": marks}
    stale = act(editor, claim, "adjudicate", version=old, **sent)
    assert stale.status_code == 412
    again = stale.context["conflict"].mine
    assert [value for name, value in again if name == "acknowledged"] == [str(one) for one in marks]


def test_a_correction_leaves_the_source_out(sign_in, published):
    editor = sign_in(E)
    mark(editor, published)
    first = published.citations.earliest("pk")
    cite(editor.person, published, 1, url=NEW, title="The revised table")
    answer = act(
        editor, published, "correct", level=level(2).pk, summary="No.", note="The new table.",
        withdraw_citations=[first.pk],
    )  # fmt: skip
    assert "The correction is published" in words(answer)
    verdict = Verdict.objects.current().get(claim=published)
    assert [one["title"] for one in verdict.citations] == ["Table 2", "The revised table"]


def test_what_is_refused_is_shown_at_its_source_with_what_was_typed(sign_in, published):
    reviewer = sign_in(R)
    refused = mark(reviewer, published, replaced_by="no address")
    assert refused.status_code == 400
    html = refused.content.decode()
    first = published.citations.earliest("pk")
    assert f'id="supersede-{first.pk}-replaced_by-wrong"' in html
    assert REASON in words(refused)


def test_who_comes_second_keeps_what_they_wrote(sign_in, published):
    old = Source.objects.earliest("pk").version
    mark(sign_in(R), published)
    late = mark(sign_in(R), published, reason="A new edition.", source_version=old)
    assert late.status_code == 412
    assert "What you wrote; there is no form for it now" in words(late)
    assert "A new edition." in words(late)


def test_it_is_taken_back_at_the_source(sign_in, published):
    reviewer, editor = sign_in(R), sign_in(E)
    mark(reviewer, published)
    other = at_source(sign_in(R), published, "reinstate", reason="No.")
    assert other.status_code == 403
    answer = words(at_source(editor, published, "reinstate", reason="Another table."))
    assert "Taken back: Table 1 is not superseded." in answer
    page = words(claim_page(editor, published))
    assert "took back that “Table 1” was superseded" in page
    assert "Due for review" not in page
    assert not Claim.objects.due().exists()


def test_nobody_else_finds_the_form(sign_in, published):
    assert mark(sign_in(Role.ADMINISTRATOR), published).status_code == 404
    for role in (None, Role.INTEGRATOR):
        asked_to_sign_in = mark(sign_in(role), published)
        assert asked_to_sign_in.redirect_chain[0][0].startswith(reverse("admin:login"))
    assert not Supersession.objects.exists()


def test_undo_says_how_it_is_taken_back(sign_in, published):
    reviewer = sign_in(R)
    mark(reviewer, published)
    assert "Take the mark back at the source" in words(claim_page(reviewer, published))


def test_the_sources_own_page_tells_all_that_was_said(sign_in, published):
    editor = sign_in(E)
    mark(editor, published)
    at_source(editor, published, "reinstate", reason="Another table.")
    source = Source.objects.earliest("pk")
    page = words(editor.get(reverse("admin:claims_source_change", args=[source.pk])))
    assert REASON in page
    assert "Another table." in page
    listed = editor.get(reverse("admin:claims_source_changelist"))
    assert listed.status_code == 200


def test_marks_cost_the_page_nothing_more(sign_in, published):
    editor = sign_in(E)
    mark(editor, published)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert claim_page(editor, published).status_code == 200
        return len(captured)

    cost()
    one = cost()
    for number in range(3, 9):
        cite(editor.person, published, number)
    for source in Source.objects.order_by("-pk")[:5]:
        Supersession.objects.create(source=source, reason=REASON, said_by=UserFactory())
    Verdict.objects.filter(claim=published).update(due_at=now())
    assert cost() <= one + 1
