"""Verdicts that come back to the desk, and why most of what happens to a page is no reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from api.exceptions import Forbidden, InvalidInput, StaleVersion
from audit.models import AuditEvent
from claims import maintenance, services
from claims.models import Claim, PassageCheck, Snapshot, Verdict
from notify.models import Notice
from notify.services import deliver
from tests.factories import VerdictFactory, level

#: To come also where midnight passes between the reading of this file and its tests.
SOON = now().date() + timedelta(days=2)


@pytest.fixture
def published(desk, claim):
    """Published with a passage that was found in the copy of then; nothing looked at since."""
    desk.resolve(claim)
    for number, person in enumerate((desk.one, desk.two)):
        desk.cite(person, claim, number)
    Snapshot.objects.all().update(status="failed", failure_code="timeout", finished_at=now())
    desk.decide(claim)
    look(claim, "exact")
    desk.do("publish", desk.editor, claim)
    return desk.fresh(claim)


def look(claim, outcome, status="kept", code=""):
    """One look at the first source, as the worker would leave it."""
    citation = claim.citations.order_by("pk").first()
    snapshot = Snapshot.objects.create(
        source=citation.source, origin="schedule", status=status, failure_code=code,
        max_attempts=3, not_before=now(), finished_at=now(), retrieved_at=now(),
        sha256="0" * 64 if status == "kept" else "",
    )  # fmt: skip
    if outcome:
        PassageCheck.objects.create(
            citation=citation, snapshot=snapshot, outcome=outcome, similarity=0.5
        )
    return snapshot


def gone(claim):
    return look(claim, None, "failed", "gone")


def codes(claim):
    verdict = Verdict.objects.filter(claim=claim).latest("pk")
    return [one["code"] for one in verdict.due_because] if verdict.due_at else None


def over(claim):
    """Its day passes."""
    Verdict.objects.filter(claim=claim).update(review_by=now().date() - timedelta(days=1))


def due_events(claim):
    return AuditEvent.objects.for_target(claim).filter(action="due")


# By its day -------------------------------------------------------------------------------------


def test_a_verdict_whose_day_is_over_comes_back_once_and_stays_as_it_is(published, client):
    page = reverse("publishing:check", args=[published.pk])
    over(published)
    before = client.get(page)
    version = Claim.objects.get(pk=published.pk).version
    assert maintenance.review_due() == 1
    assert maintenance.review_due() == 0
    assert codes(published) == ["date"]
    [event] = due_events(published)
    assert (event.actor, event.values["because"]) == (None, [{"code": "date"}])
    after = client.get(page)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert Claim.objects.get(pk=published.pk).version == version + 1  # the page is not what it was
    assert list(Claim.objects.due()) == [published]


def test_on_its_last_day_it_is_not_due(published):
    Verdict.objects.filter(claim=published).update(review_by=now().date())
    assert maintenance.review_due() == 0


def test_editors_are_told_once_and_nobody_else(desk, published):
    over(published)
    maintenance.review_due()
    maintenance.review_due()
    deliver()
    deliver()
    told = Notice.objects.filter(kind="due")
    assert [one.recipient for one in told] == [desk.editor]


def test_who_answered_before_the_notice_was_written_is_not_told(desk, published):
    over(published)
    maintenance.review_due()
    desk.do("confirm", desk.editor, published)
    deliver()
    assert not Notice.objects.filter(kind="due").exists()


# By its sources ----------------------------------------------------------------------------------


def test_a_page_that_is_gone_twice_in_a_row(published):
    gone(published)
    assert maintenance.review_due() == 0
    gone(published)
    assert maintenance.review_due() == 1
    [because] = Verdict.objects.get(claim=published).due_because
    citation = published.citations.order_by("pk").first()
    assert because == {"code": "gone", "citation": citation.pk, "source": citation.source_id}


def test_a_passage_that_is_absent_twice_in_a_row(published):
    look(published, "absent")
    assert maintenance.review_due() == 0
    look(published, "absent")
    assert maintenance.review_due() == 1
    assert codes(published) == ["changed"]


@pytest.mark.parametrize(
    "looks",
    [
        ["gone", "kept"],
        ["gone", "timeout"],
        ["timeout", "timeout", "refused"],
        ["absent", "exact"],
        ["absent", "approximate"],
        ["not_searched", "not_searched"],
        ["absent", "not_searched"],
        ["exact", "exact", "exact"],
    ],
    ids="-".join,
)
def test_what_says_nothing_against_it(published, looks):
    for one in looks:
        if one == "gone":
            gone(published)
        elif one in ("timeout", "refused"):
            look(published, None, "failed", one)
        else:
            look(published, None if one == "kept" else one)
    assert maintenance.review_due() == 0


def test_a_passage_that_was_never_found_cannot_vanish(published):
    PassageCheck.objects.all().delete()
    look(published, "absent")
    look(published, "absent")
    assert maintenance.review_due() == 0


def test_what_was_seen_before_it_was_published_or_confirmed_does_not_count(desk, published):
    gone(published)
    Verdict.objects.filter(claim=published).update(published_at=now())
    gone(published)
    assert maintenance.review_due() == 0
    gone(published)
    assert maintenance.review_due() == 1
    desk.do("confirm", desk.editor, published)
    assert maintenance.review_due() == 0
    gone(published)
    assert maintenance.review_due() == 0
    gone(published)
    assert maintenance.review_due() == 1


def test_a_verdict_that_does_not_stand_is_left_alone(desk, published):
    over(published)
    desk.do("retract", desk.editor, published, reason="A source was forged.")
    assert maintenance.review_due() == 0


def test_it_reads_as_often_for_many_verdicts(desk, published, django_assert_num_queries):
    VerdictFactory.create_batch(5)
    with django_assert_num_queries(4):
        assert maintenance.review_due() == 0


# What an editor does ----------------------------------------------------------------------------


def test_confirming_settles_it_with_the_next_day(desk, published, client):
    over(published)
    maintenance.review_due()
    version = desk.fresh(published).version
    verdict = desk.do("confirm", desk.editor, published, review_by=SOON)
    assert (verdict.due_at, verdict.due_because, verdict.review_by) == (None, [], SOON)
    assert verdict.confirmed_at is not None
    assert desk.fresh(published).version == version + 1
    event = AuditEvent.objects.for_target(published).get(action="confirm")
    assert event.values["was_due"] == ["date"]
    assert event.values["review_by"] == SOON.isoformat()
    assert list(Claim.objects.due()) == []
    page = client.get(reverse("publishing:check", args=[published.pk]))
    assert "Looked at again, and confirmed, on" in page.content.decode()
    assert "To be looked at again by" in page.content.decode()


def test_an_editor_who_has_not_read_why_it_is_due_cannot_answer(desk, published):
    read = desk.fresh(published).version
    over(published)
    maintenance.review_due()
    with pytest.raises(StaleVersion):
        services.confirm(
            actor=desk.editor, claim_id=published.pk, expected_version=read, review_by=SOON
        )
    assert codes(published) == ["date"]


def test_only_an_editor_confirms(desk, published):
    with pytest.raises(Forbidden):
        desk.do("confirm", desk.one, published)


@pytest.mark.parametrize("act", ["adjudicate", "correct", "confirm"])
def test_a_day_that_has_come_is_refused(desk, published, act):
    fields = {"correct": {"note": "A typo."}, "adjudicate": {"level": level(2)}}.get(act, {})
    if act == "adjudicate":
        desk.do("retract", desk.editor, published, reason="Wrong.")
        desk.resolve(published)
    with pytest.raises(InvalidInput) as caught:
        desk.do(act, desk.editor, published, review_by=now().date(), **fields)
    assert [(one.pointer, one.code) for one in caught.value.errors] == [("/review_by", "in_past")]


def test_a_correction_is_a_new_verdict_that_is_not_due_and_keeps_no_day_that_is_over(
    desk, published
):
    over(published)
    maintenance.review_due()
    new = desk.do("correct", desk.editor, published, note="The office moved its table.")
    assert (new.review_by, new.due_at) == (None, None)
    assert maintenance.review_due() == 0
    again = desk.do("correct", desk.editor, published, note="A comma.", review_by=SOON)
    last = desk.do("correct", desk.editor, published, note="Another.")
    assert again.review_by == last.review_by == SOON


def test_a_published_draft_keeps_the_day_that_was_set(desk, claim):
    desk.resolve(claim)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim, review_by=SOON, as_of=date(2026, 1, 1))
    verdict = desk.do("publish", desk.editor, claim)
    assert (verdict.review_by, verdict.as_of) == (SOON, date(2026, 1, 1))
