"""Who repeated a claim: over any number of confirmed matches, before and after its verdict."""

import datetime
from collections.abc import Callable

import pytest

from accounts.roles import Role
from claims.archive.models import FactCheck
from claims.matching.groups import group_of
from claims.matching.ledger import ledger
from claims.models import Claim
from tests.domain.claims.matching.conftest import Say
from tests.domain.claims.matching.paired import pair
from tests.factories import SpeakerFactory, UserFactory, VerdictFactory
from transcripts.models import Transcript

CHECKED = datetime.date(2026, 2, 1)  # as VerdictFactory publishes


def day(after: int) -> datetime.date:
    return CHECKED + datetime.timedelta(days=after)


@pytest.fixture
def three(say: Say) -> list[Claim]:
    """The first is the second, the second is the third; nobody paired first and third."""
    made = [say(f"We built two hundred kilometres of road, {n}.") for n in range(3)]
    pair(made[0], made[1])
    pair(made[1], made[2])
    return made


def test_sameness_is_carried_on_over_claims_and_fact_checks(
    three: list[Claim], say: Say, checked: Callable[..., FactCheck]
) -> None:
    check, far, other, proposed = checked("Roads."), say("Roads"), say("Rail"), say("Road")
    pair(three[2], check)
    pair(far, check)
    pair(three[0], other, "related")
    pair(three[0], proposed, status="proposed")
    pair(three[1], say("Not this"), status="rejected")
    for one in (*three, far):
        group = group_of(one.pk)
        assert group.claims == tuple(sorted(claim.pk for claim in (*three, far)))
        assert group.fact_checks == (check.pk,)
    assert group_of(other.pk).claims == (other.pk,)


def test_each_saying_is_before_or_after_the_first_verdict(say: Say) -> None:
    quill, other = SpeakerFactory(name="Vera Quill"), SpeakerFactory(name="Bo Adler")
    said = [
        say("Roads, first.", event_date=day(-9), speaker=quill),
        say("Roads, the day itself.", event_date=day(0), speaker=quill),
        say("Roads, later.", event_date=day(5), speaker=quill),
        say("Roads, somebody.", event_date=day(7), speaker=other),
        say("Roads, undated.", event_date=None, speaker=other),
    ]
    for one in said[1:]:
        pair(said[0], one)
    verdict = VerdictFactory(claim=said[0])
    found = ledger(UserFactory(), said[3].pk)
    assert found.checked_on == CHECKED
    assert [one.claim for one in found.sayings] == said
    assert [one.when for one in found.sayings] == ["before", "before", "after", "after", "undated"]
    assert [one.verdict for one in found.sayings] == [verdict, None, None, None, None]
    assert [(one.speaker, one.times, one.before, one.after) for one in found.people] == [
        (quill, 3, 2, 1),
        (other, 2, 0, 1),
    ]


def test_without_a_verdict_nothing_is_after_it(three: list[Claim]) -> None:
    found = ledger(UserFactory(), three[0].pk)
    assert found.checked_on is None
    assert {one.when for one in found.sayings} == {"before"}


def test_one_sees_what_is_there_for_one_to_see(three: list[Claim]) -> None:
    Transcript.objects.filter(pk=three[2].transcript_id).update(withdrawn_at="2026-03-01T00:00Z")
    seen = ledger(UserFactory(), three[0].pk)
    assert [one.claim for one in seen.sayings] == three[:2]
    assert ledger(UserFactory(role=Role.INTEGRATOR), three[0].pk).sayings == ()


def test_a_ledger_is_five_queries_however_many_said_it(
    three: list[Claim], say: Say, django_assert_max_num_queries: Callable[..., object]
) -> None:
    editor = UserFactory(role=Role.EDITOR)
    for n in range(6):
        pair(three[0], say(f"Again, {n}."))
    ledger(editor, three[0].pk)  # roles are read once
    with django_assert_max_num_queries(5):
        found = ledger(UserFactory._meta.model.objects.get(pk=editor.pk), three[0].pk)
        assert len([one.speaker.name for one in found.people if one.speaker]) == 9
