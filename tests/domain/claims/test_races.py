"""Two people at once, on real connections. Each race runs both ways round and several times."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now

from accounts.roles import Role
from api.exceptions import DomainError
from claims import services
from claims.models import Claim, Rating, Review, Verdict
from tests.domain.claims.conftest import Desk, new_desk
from tests.factories import ClaimFactory, UserFactory, level

TIMES = 5


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs every act in its own thread and connection; a DomainError is an answer."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(60)
            answers[index] = act()
        except DomainError as error:
            answers[index] = error
        except BaseException as error:  # noqa: BLE001 - re-raised in the test's thread
            answers[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, DomainError):
            raise answer
    return answers


def refusals(answers: list[Any]) -> list[int]:
    return [answer.status for answer in answers if isinstance(answer, DomainError)]


@pytest.fixture
def desk(committed_db: str) -> Desk:
    return new_desk()


def several_times(race: Callable[[Claim], None]) -> None:
    """Runs the race on a new claim each time."""
    for _ in range(TIMES):
        race(ClaimFactory())


def places_are_kept(claim: Claim) -> None:
    assert Review.objects.holding().filter(claim=claim).count() <= 2


def test_two_takes_for_one_place(desk):
    @several_times
    def race(claim):
        desk.do("take", desk.one, claim)
        answers = at_once(
            *(
                lambda actor=actor: services.take(
                    actor=actor, claim_id=claim.pk, expected_version=None
                )
                for actor in (desk.two, desk.three)
            )
        )
        assert refusals(answers) == [409]
        places_are_kept(claim)


def test_next_gives_two_people_two_claims_or_one_to_share(desk):
    claims = [ClaimFactory(), ClaimFactory()]
    for claim in claims:
        desk.do("take", desk.one, claim)
    answers = at_once(
        lambda: services.next_claim(actor=desk.two), lambda: services.next_claim(actor=desk.three)
    )
    assert {answer.pk for answer in answers} == {claim.pk for claim in claims}


def test_rating_against_release(desk):
    @several_times
    def race(claim):
        desk.do("take", desk.one, claim)
        at_once(
            lambda: desk.rate(desk.one, claim),
            lambda: services.release(actor=desk.one, claim_id=claim.pk, expected_version=None),
        )
        claim = desk.fresh(claim)
        rated = Rating.objects.filter(claim=claim).exists()
        outcome = Review.objects.get(claim=claim).outcome
        assert (rated, outcome, claim.status) in [
            (True, "rated", "in_review"),
            (False, "released", "extracted"),
        ]


def test_rating_against_expiry_and_somebody_else(desk):
    @several_times
    def race(claim):
        desk.do("take", desk.one, claim)
        desk.do("take", desk.two, claim)
        Review.objects.filter(reviewer=desk.one, claim=claim).update(
            lease_expires_at=Now() - timedelta(seconds=1)
        )
        answers = at_once(
            lambda: desk.rate(desk.one, claim, rationale="Mine."),
            services.expire_overdue,
            lambda: services.take(actor=desk.three, claim_id=claim.pk, expected_version=None),
        )
        places_are_kept(claim)
        assert refusals(answers) == [409]
        if isinstance(answers[0], DomainError):
            drafts = Review.objects.filter(claim=claim, reviewer=desk.one)
            assert drafts.latest("pk").draft["rationale"] == "Mine."
        else:
            assert Rating.objects.filter(claim=claim, reviewer=desk.one).count() == 1


def test_the_two_last_ratings_fill_the_round_once(desk):
    @several_times
    def race(claim):
        desk.do("take", desk.one, claim)
        desk.do("take", desk.two, claim)
        before = desk.fresh(claim).version
        at_once(lambda: desk.rate(desk.one, claim, 2), lambda: desk.rate(desk.two, claim, 5))
        after = desk.fresh(claim)
        assert (after.status, after.version) == ("disputed", before + 1)


def test_publish_against_correct(desk):
    """One published, one refused, and never two current verdicts, whoever came first."""

    @several_times
    def race(claim):
        desk.publish(claim)
        version = desk.fresh(claim).version
        answers = at_once(
            lambda: services.publish(actor=desk.editor, claim_id=claim.pk, expected_version=None),
            lambda: services.correct(
                actor=desk.editor, claim_id=claim.pk, expected_version=version, note="One."
            ),
            lambda: services.correct(
                actor=desk.editor, claim_id=claim.pk, expected_version=version, note="Two."
            ),
        )
        assert sorted(refusals(answers)) == [409, 412]
        assert Verdict.objects.current().filter(claim=claim).count() == 1


def test_two_publications_of_one_draft(desk):
    @several_times
    def race(claim):
        desk.resolve(claim)
        desk.cite(desk.one, claim, 0)
        desk.cite(desk.one, claim, 1)
        desk.decide(claim)
        answers = at_once(
            *[lambda: services.publish(actor=desk.editor, claim_id=claim.pk, expected_version=None)]
            * 2
        )
        assert refusals(answers) == [409]
        assert Verdict.objects.current().filter(claim=claim).count() == 1


def test_two_adjudications_with_one_etag(desk):
    @several_times
    def race(claim):
        desk.resolve(claim)
        version = desk.fresh(claim).version
        answers = at_once(
            *(
                lambda number=number: services.adjudicate(
                    actor=desk.editor,
                    claim_id=claim.pk,
                    expected_version=version,
                    level=level(number),
                    reason="So.",
                )
                for number in (2, 3)
            )
        )
        assert refusals(answers) == [412]
        assert Verdict.objects.filter(claim=claim).count() == 1


def supersede(claim: Claim) -> int:
    """What a run that succeeds does with a claim it no longer finds."""
    with transaction.atomic():
        return Claim.objects.filter(pk=claim.pk, worked_on_at__isnull=True).update(
            superseded_at=Now()
        )


def test_a_run_against_a_take(desk):
    @several_times
    def race(claim):
        answers = at_once(
            lambda: supersede(claim),
            lambda: services.take(actor=desk.one, claim_id=claim.pk, expected_version=None),
        )
        assert refusals(answers) == []
        after = desk.fresh(claim)
        assert (after.superseded_at, after.status) == (None, "in_review")


def test_two_people_name_the_same_span(desk):
    claim = ClaimFactory()
    text = claim.transcript.text
    span = {"start": text.index("We built"), "end": text.index("\nThe bridge")}
    answers = at_once(
        *(
            lambda actor=actor: services.add_claim(
                actor=actor, transcript_id=claim.transcript_id, **span
            )
            for actor in (desk.one, desk.two)
        )
    )
    assert sorted(created for _, created in answers) == [False, True]
    assert answers[0][0] == answers[1][0]


def test_one_source_cited_by_two_at_once(desk):
    claims = [ClaimFactory(), ClaimFactory()]
    citations = at_once(
        lambda: desk.cite(desk.one, claims[0]), lambda: desk.cite(desk.two, claims[1])
    )
    assert citations[0].source_id == citations[1].source_id


def test_two_editors_assign_the_same_claims_at_once(desk):
    claims = [ClaimFactory() for _ in range(4)]
    for claim in claims:
        desk.do("take", desk.one, claim)
    people = [UserFactory() for _ in range(3)]
    read = list(Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
    editors = (desk.editor, UserFactory(role=Role.EDITOR))
    answers = at_once(
        *(
            lambda editor=editor, order=order: services.assign_many(
                actor=editor, claims=read[::order], reviewers=people, strategy="round_robin"
            )
            for editor, order in zip(editors, (1, -1), strict=True)
        )
    )
    for claim in claims:
        places_are_kept(claim)
        done = [o.done for outcomes in answers for o in outcomes if o.claim.pk == claim.pk]
        assert sorted(done) == [False, True]
