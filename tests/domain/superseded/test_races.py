"""Marks, publishing and editors at the same time, on real connections.

However it falls out, no verdict is published with a source that was superseded unless an editor
said to know of it, or the verdict is due.
"""

import threading
from functools import partial

import pytest
from django.db import connections, transaction

from api.exceptions import DomainError, StaleVersion
from claims import services
from claims.models import Claim, Supersession, Verdict
from claims.publishing.superseded import known_to
from tests.domain.claims.conftest import new_desk
from tests.domain.claims.test_races import at_once, refusals, several_times
from tests.domain.superseded.conftest import first_source, mark, take_back
from tests.factories import ClaimFactory

WAITS = 0.5  # seconds: longer than the act takes where nothing holds it


@pytest.fixture
def desk(committed_db):
    return new_desk()


def drafted(desk, claim):
    desk.resolve(claim)
    desk.cite(desk.one, claim, 0)
    desk.cite(desk.two, claim, 1)
    desk.decide(claim)


def nothing_slips_through(claim):
    for verdict in Verdict.objects.current().filter(claim=claim):
        cited = {one["source"] for one in verdict.citations}
        standing = Supersession.objects.standing().filter(source__in=cited)
        told = {one.get("supersession") for one in verdict.due_because}
        assert {one.pk for one in standing} <= known_to(verdict) | told
        assert (verdict.due_at is not None) == bool(verdict.due_because)


def publish(desk, claim):
    return services.publish(actor=desk.editor, claim_id=claim.pk, expected_version=None)


def put_back(desk):
    """For the next round of a race: the source stands."""
    if first_source().supersession is not None:
        take_back(desk.editor)


def test_a_mark_while_a_verdict_is_published(desk):
    @several_times
    def race(claim):
        drafted(desk, claim)
        at_once(lambda: publish(desk, claim), lambda: mark(desk.one))
        nothing_slips_through(claim)
        put_back(desk)


def test_a_mark_while_a_verdict_is_corrected(desk):
    @several_times
    def race(claim):
        desk.publish(claim)
        correct = partial(services.correct, actor=desk.editor, note="A comma.")
        at_once(lambda: correct(claim_id=claim.pk, expected_version=None), lambda: mark(desk.one))
        nothing_slips_through(claim)
        put_back(desk)


def begun(act):
    """Runs the act in a transaction that stays open; returns how to commit it."""
    done, end = threading.Event(), threading.Event()

    def run():
        try:
            with transaction.atomic():
                act()
                done.set()
                end.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert done.wait(60)

    def commit():
        end.set()
        thread.join(60)

    return commit


def beside(act):
    """Starts the act; returns its thread and its answer to be."""
    answer = []

    def run():
        try:
            answer.append(act())
        except DomainError as error:
            answer.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answer


def test_a_mark_waits_for_what_is_being_published_and_finds_it(desk):
    claim = ClaimFactory()
    drafted(desk, claim)
    commit = begun(lambda: publish(desk, claim))
    thread, answer = beside(lambda: mark(desk.one))
    thread.join(WAITS)
    assert thread.is_alive(), "it did not wait"
    commit()
    thread.join(60)
    assert answer[0].supersession is not None
    assert list(Claim.objects.due()) == [claim]


def test_publishing_waits_for_a_mark_and_sees_it_at_the_gate(desk):
    claim = ClaimFactory()
    drafted(desk, claim)
    commit = begun(lambda: mark(desk.one))
    thread, answer = beside(lambda: publish(desk, claim))
    thread.join(WAITS)
    assert thread.is_alive(), "it did not wait"
    commit()
    thread.join(60)
    assert [one["code"] for one in answer[0].extra["missing"]] == ["superseded_source"]
    assert not Verdict.objects.current().exists()


def test_a_confirmation_settles_what_was_known_and_no_more(desk):
    @several_times
    def race(claim):
        desk.publish(claim)
        version = desk.fresh(claim).version
        confirm = partial(services.confirm, actor=desk.editor, claim_id=claim.pk)
        answers = at_once(lambda: confirm(expected_version=version), lambda: mark(desk.one))
        assert not isinstance(answers[1], DomainError)
        assert isinstance(answers[0], Verdict | StaleVersion)
        verdict = Verdict.objects.current().get(claim=claim)
        assert [one["code"] for one in verdict.due_because] == ["superseded"]
        assert verdict.superseded_sources == []
        put_back(desk)


def test_two_say_it_and_one_is_heard(desk):
    @several_times
    def race(claim):
        desk.publish(claim)
        answers = at_once(lambda: mark(desk.one), lambda: mark(desk.two))
        assert refusals(answers) == [409]
        verdict = Verdict.objects.current().get(claim=claim)
        assert len(verdict.due_because) == 1
        put_back(desk)


def test_two_editors_one_confirms_and_one_takes_it_back(desk):
    @several_times
    def race(claim):
        desk.publish(claim)
        mark(desk.one)
        at_once(
            lambda: services.confirm(actor=desk.editor, claim_id=claim.pk, expected_version=None),
            lambda: take_back(desk.editor),
        )
        verdict = Verdict.objects.current().get(claim=claim)
        told = [one["code"] for one in verdict.due_because]
        assert (told, len(verdict.superseded_sources)) in [([], 0), (["reinstated"], 1)]


def test_marks_and_citing_and_publishing_never_wait_for_each_other_in_a_circle(desk):
    @several_times
    def race(claim):
        drafted(desk, claim)
        other = ClaimFactory()
        desk.publish(other)
        at_once(
            lambda: publish(desk, claim),
            lambda: mark(desk.one),
            lambda: desk.cite(desk.two, other, 0, excerpt="Again."),
            lambda: services.edit_source(
                actor=desk.three,
                source_id=first_source().pk,
                expected_version=None,
                title=f"Table {claim.pk}",
            ),
        )
        nothing_slips_through(claim)
        nothing_slips_through(other)
        put_back(desk)
