"""What a mark on a source does to verdicts: due at once, held at the gate, told to readers late."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from api.exceptions import InvalidInput, StaleVersion
from audit.models import AuditEvent
from claims import maintenance, services
from claims.models import Citation, Claim, Verdict
from claims.publishing.gate import GateRefused, findings
from notify.models import Notice
from notify.services import deliver
from tests.domain.publishing.exporting import made, rows
from tests.domain.superseded.conftest import (
    NEW,
    REVISED,
    first_source,
    mark,
    standing,
    take_back,
)
from tests.factories import ClaimFactory

TODAY = now().date()


def codes(claim):
    verdict = standing(claim)
    return [one["code"] for one in verdict.due_because] if verdict.due_at else None


def chain(claim, *actions):
    return list(AuditEvent.objects.for_target(claim).filter(action__in=actions).order_by("seq"))


def page_of(client, claim):
    return client.get(reverse("publishing:check", args=[claim.pk]))


# Published verdicts -------------------------------------------------------------------------------


def test_every_current_verdict_that_cites_it_is_due_at_once(desk, published):
    other, elsewhere, retracted = ClaimFactory(), ClaimFactory(), ClaimFactory()
    for claim in (other, retracted):
        desk.publish(claim)
    desk.do("retract", desk.editor, retracted, reason="Wrong.")
    desk.resolve(elsewhere)
    desk.cite(desk.one, elsewhere, 1)
    version = desk.fresh(published).version
    said = mark(desk.one).supersession
    assert list(Claim.objects.due().order_by("pk")) == [published, other]
    [because] = standing(published).due_because
    citation = published.citations.order_by("pk").first()
    assert because == {
        "code": "superseded",
        "citation": citation.pk,
        "source": said.source_id,
        "supersession": said.pk,
    }
    [event] = chain(published, "due")
    assert (event.actor, event.reason) == (desk.one.opaque_id, REVISED)
    assert event.values["because"] == [because]
    assert desk.fresh(published).version == version + 1
    assert not chain(elsewhere, "due")
    assert not chain(retracted, "due")
    call_command("verify_audit")


def test_what_was_due_before_stays_due_for_that_too(desk, published):
    Verdict.objects.update(review_by=TODAY - timedelta(days=1))
    maintenance.review_due()
    since = standing(published).due_at
    mark(desk.one)
    assert codes(published) == ["date", "superseded"]
    assert standing(published).due_at == since
    take_back(desk.one)
    assert codes(published) == ["date"]


def test_a_verdict_that_took_in_no_such_citation_is_left_alone(desk, published):
    """Cited since, and not in what readers see."""
    citation = desk.cite(desk.one, published, 0, url="https://late.example/")
    mark(desk.one, citation.source)
    assert codes(published) is None


def test_editors_hear_of_it_and_who_said_it_does_not(desk, published):
    mark(desk.one)
    deliver()
    told = Notice.objects.filter(kind="due")
    assert [(one.recipient, one.claim) for one in told] == [(desk.editor, published)]


def test_an_editor_who_has_not_read_it_cannot_answer(desk, published):
    version = desk.fresh(published).version
    mark(desk.one)
    for act, fields in (("confirm", {}), ("correct", {"note": "N"}), ("retract", {"reason": "R"})):
        with pytest.raises(StaleVersion):
            getattr(services, act)(
                actor=desk.editor, claim_id=published.pk, expected_version=version, **fields
            )
    assert codes(published) == ["superseded"]


def test_confirming_settles_this_mark_and_no_later_one(desk, published):
    mark(desk.one)
    verdict = desk.do("confirm", desk.editor, published)
    assert (verdict.due_at, [one["source"] for one in verdict.superseded_sources]) == (
        None, [first_source().pk],
    )  # fmt: skip
    assert chain(published, "confirm")[0].values["was_due"] == ["superseded"]
    mark(desk.one, Citation.objects.filter(claim=published).latest("pk").source)
    assert codes(published) == ["superseded"]
    assert len(standing(published).superseded_sources) == 1


def test_an_export_of_verdicts_says_what_each_knows(desk, published):
    mark(desk.one, replaced_by=NEW)
    assert [one["superseded_sources"] for one in rows(made(desk.editor, "verdicts"))] == [[]]
    desk.do("confirm", desk.editor, published)
    [row] = rows(made(desk.editor, "verdicts"))
    assert [one["replaced_by"]["url"] for one in row["superseded_sources"]] == [NEW]


def test_taking_it_back_ends_what_was_due_for_it(desk, published):
    mark(desk.one)
    take_back(desk.one)
    assert codes(published) is None
    assert standing(published).due_because == []
    [event] = chain(published, "no_longer_due")
    assert (event.actor, event.reason) == (desk.one.opaque_id, "It was another table.")
    deliver()
    assert not Notice.objects.exists()


def test_taking_back_what_readers_were_told_brings_it_to_an_editor(desk, published, client):
    mark(desk.one)
    desk.do("confirm", desk.editor, published)
    take_back(desk.one)
    assert codes(published) == ["reinstated"]
    assert "was superseded" in page_of(client, published).content.decode()
    verdict = desk.do("confirm", desk.editor, published)
    assert (verdict.due_at, verdict.superseded_sources) == (None, [])
    assert "was superseded" not in page_of(client, published).content.decode()


# The gate -----------------------------------------------------------------------------------------


@pytest.fixture
def decided(desk, claim):
    desk.resolve(claim)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim)
    return claim


def lacking(caught):
    return [(one["code"], one["pointer"]) for one in caught.value.extra["missing"]]


def test_the_gate_holds_a_draft_until_the_editor_says_to_know(desk, decided):
    said = mark(desk.one).supersession
    with pytest.raises(GateRefused) as caught:
        desk.do("publish", desk.editor, decided)
    assert lacking(caught) == [("superseded_source", "/acknowledged")]
    assert REVISED in caught.value.detail
    desk.decide(decided, acknowledged=[said.pk])
    verdict = desk.do("publish", desk.editor, decided)
    assert [one["supersession"] for one in verdict.superseded_sources] == [said.pk]
    assert verdict.due_at is None


def test_withdrawing_the_citation_passes_the_gate_too(desk, decided):
    desk.cite(desk.one, decided, 0, url=NEW)
    mark(desk.one, replaced_by=NEW)
    citation = decided.citations.order_by("pk").first()
    services.withdraw_citation(actor=desk.one, citation_id=citation.pk, reason="Superseded.")
    assert desk.do("publish", desk.editor, decided).superseded_sources == []


def test_a_later_mark_is_not_acknowledged_by_an_earlier_word(desk, decided):
    said = mark(desk.one).supersession
    desk.decide(decided, acknowledged=[said.pk])
    take_back(desk.one)
    mark(desk.one)
    found = findings(desk.fresh(decided), Verdict.objects.draft_of(decided))
    assert [one.code for one in found if one.blocks] == ["superseded_source"]


def test_a_mark_that_was_taken_back_is_not_told_to_readers(desk, decided):
    said = mark(desk.one).supersession
    desk.decide(decided, acknowledged=[said.pk])
    take_back(desk.one)
    assert desk.do("publish", desk.editor, decided).superseded_sources == []


def test_only_marks_of_the_claims_own_sources_are_acknowledged(desk, decided):
    elsewhere = desk.cite(desk.one, ClaimFactory(), 0, url=NEW)
    said = mark(desk.one, elsewhere.source).supersession
    with pytest.raises(InvalidInput) as caught:
        desk.decide(decided, acknowledged=[said.pk])
    assert [one.pointer for one in caught.value.errors] == ["/acknowledged/0"]


def test_a_correction_says_it_too_or_leaves_the_source_out(desk, published):
    said = mark(desk.one, replaced_by=NEW).supersession
    with pytest.raises(GateRefused) as caught:
        desk.do("correct", desk.editor, published, note="A comma.")
    assert lacking(caught) == [("superseded_source", "/acknowledged")]
    kept = desk.do("correct", desk.editor, published, note="Still.", acknowledged=[said.pk])
    assert (kept.due_at, len(kept.superseded_sources)) == (None, 1)
    again = desk.do("correct", desk.editor, published, note="A comma.")
    assert again.superseded_sources == kept.superseded_sources
    first = published.citations.order_by("pk").first()
    desk.cite(desk.one, published, 0, url=NEW)
    new = desk.do(
        "correct", desk.editor, published, note="The new table.", withdraw_citations=[first.pk]
    )
    assert new.superseded_sources == []


# Readers ------------------------------------------------------------------------------------------


def test_readers_see_nothing_before_an_editor_acts_and_then_what_takes_its_place(
    desk, published, client
):
    before = page_of(client, published)
    mark(desk.one, replaced_by=NEW)
    after = page_of(client, published)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    desk.do("confirm", desk.editor, published)
    told = page_of(client, published)
    assert "This source was superseded" in told.content.decode()
    assert NEW in told.content.decode()
    assert REVISED not in told.content.decode()
    assert told["ETag"] != before["ETag"]


# The inbox ----------------------------------------------------------------------------------------


def test_who_cited_it_or_decided_on_it_hears_of_it_while_the_claim_is_open(desk, decided):
    Claim.objects.filter(pk=ClaimFactory().pk).update(status="dismissed")
    mark(desk.three)
    deliver()
    told = Notice.objects.filter(kind="superseded").order_by("recipient")
    assert [one.recipient for one in told] == [desk.one, desk.editor]
    assert {one.claim for one in told} == {decided}


@pytest.mark.parametrize("after", ["taken back", "dismissed", "withdrawn"])
def test_who_need_not_hear_of_it_does_not(desk, decided, after):
    mark(desk.three)
    if after == "taken back":
        take_back(desk.three)
    elif after == "dismissed":
        desk.do("dismiss", desk.editor, decided, reason="Off topic.")
    else:
        first = decided.citations.order_by("pk").first()
        services.withdraw_citation(actor=desk.one, citation_id=first.pk, reason="Superseded.")
    deliver()
    assert not Notice.objects.filter(kind="superseded").exists()
