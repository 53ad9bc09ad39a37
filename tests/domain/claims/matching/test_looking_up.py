"""From a stored claim to its proposals, by the real encoder, in this process."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from accounts.roles import Role
from claims.matching import life, proposing, services
from claims.models import Claim, Embedding, FactCheck, Lookup, Match
from claims.services import edit_claim
from tests.domain.claims.matching.conftest import Say
from tests.factories import UserFactory
from worker.embedding import Encoder, get_encoder
from worker.matching import match_claims

ROADS = "We built two hundred kilometres of road in the north last year."
ROADS_AGAIN = "Last year we built two hundred kilometres of road in the north."
BRIDGE = "The bridge at Alder Ferry was closed in March after the flood."


def pairs() -> set[tuple[int, int | None, int | None]]:
    return set(Match.objects.values_list("claim", "earlier", "fact_check"))


def test_what_was_said_before_and_what_others_checked_is_found_and_strangers_are_not(
    say: Say, checked: Callable[..., FactCheck]
) -> None:
    first, stranger, again = say(ROADS), say(BRIDGE), say(ROADS_AGAIN)
    check = checked(ROADS)
    assert match_claims() == 4
    assert pairs() == {
        (again.pk, first.pk, None),
        (again.pk, None, check.pk),
        (first.pk, None, check.pk),
    }
    match = Match.objects.get(claim=again, earlier=first)
    assert match.status == "proposed"
    assert match.kind == "same_claim"
    assert 0.9 < match.cosine <= 1.0
    assert match.reasons
    assert match.model == get_encoder().version
    assert not stranger.matches.exists()
    assert set(Lookup.objects.values_list("status", flat=True)) == {"done"}
    assert match_claims() == 0


def test_whichever_is_looked_up_first_the_pair_is_one(say: Say) -> None:
    first = say(ROADS)
    again = say(ROADS_AGAIN)
    Lookup.objects.filter(claim=first).update(not_before="2040-01-01T00:00Z")
    assert match_claims() == 1
    assert pairs() == set()  # nobody is there yet
    Lookup.objects.update(not_before="2026-01-01T00:00Z")
    assert match_claims() == 1
    assert pairs() == {(again.pk, first.pk, None)}


def test_a_fact_check_that_comes_later_finds_the_claims(
    say: Say, checked: Callable[..., FactCheck]
) -> None:
    claim = say(ROADS)
    match_claims()
    check = checked(ROADS_AGAIN)
    other = checked(ROADS)
    match_claims()
    assert pairs() == {(claim.pk, None, check.pk), (claim.pk, None, other.pk)}


def test_a_text_is_encoded_once_and_a_run_again_proposes_nothing_new(
    say: Say, checked: Callable[..., FactCheck], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(ROADS), say(ROADS), checked(ROADS)
    match_claims()
    vector = Embedding.objects.get()
    assert vector.of_claims
    assert vector.of_fact_checks
    before = list(Match.objects.order_by("pk").values())
    asked: list[str] = []

    def spy(self: Encoder, texts: Any) -> Any:
        asked.extend(texts)
        return []

    monkeypatch.setattr(Encoder, "encode", spy)
    life.queue_claims(Claim.objects.all())
    assert match_claims() == 2
    assert asked == []
    assert list(Match.objects.order_by("pk").values()) == before


def test_what_a_person_decided_outlives_every_run(say: Say) -> None:
    reviewer = UserFactory()
    first, again, third = say(ROADS), say(ROADS_AGAIN), say(ROADS)
    match_claims()
    yes = Match.objects.get(claim=again, earlier=first)
    no = Match.objects.get(claim=third, earlier=first)
    services.confirm(actor=reviewer, match_id=yes.pk, expected_version=1, kind="related")
    services.reject(actor=reviewer, match_id=no.pk, expected_version=1)
    decided = list(Match.objects.filter(pk__in=[yes.pk, no.pk]).order_by("pk").values())
    edit_claim(
        actor=reviewer, claim_id=first.pk, expected_version=None, changes={"normalised": BRIDGE}
    )
    assert match_claims() == 1
    assert list(Match.objects.filter(pk__in=[yes.pk, no.pk]).order_by("pk").values()) == decided
    # a proposal that nobody decided on goes with what it rested on
    say(BRIDGE)
    match_claims()
    assert Match.objects.proposed().filter(earlier=first).exists()
    edit_claim(
        actor=reviewer, claim_id=first.pk, expected_version=None, changes={"normalised": ROADS}
    )
    match_claims()
    assert not Match.objects.proposed().filter(earlier=first, claim__text=BRIDGE).exists()


def test_a_proposal_is_judged_again_when_the_words_change(say: Say) -> None:
    first, again = say(ROADS), say(ROADS_AGAIN)
    match_claims()
    before = Match.objects.get()
    edit_claim(
        actor=UserFactory(),
        claim_id=first.pk,
        expected_version=None,
        changes={"normalised": "Two hundred kilometres of railway were built in the south."},
    )
    match_claims()
    after = Match.objects.get()
    assert (after.pk, after.claim_id) == (before.pk, again.pk)
    assert after.score < before.score
    assert after.version == before.version + 1


def test_another_model_version_encodes_and_matches_anew_and_keeps_decisions(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = say(ROADS), say(ROADS_AGAIN)
    match_claims()
    old = get_encoder().version
    match = Match.objects.get()
    services.confirm(actor=UserFactory(), match_id=match.pk, expected_version=None)
    monkeypatch.setattr(Encoder, "version", property(lambda self: "another-1"))
    fresh = say(ROADS)  # comes before what is only out of date
    assert [row.claim_id for row in life.take("another-1")] == [fresh.pk]
    Lookup.objects.filter(claim=fresh).update(lease_expires_at="2026-01-01T00:00Z", max_attempts=9)
    life.reap()
    Lookup.objects.update(not_before="2026-01-01T00:00Z")
    assert match_claims() == 3
    assert set(Lookup.objects.values_list("model", flat=True)) == {"another-1"}
    assert set(Embedding.objects.values_list("model", flat=True)) == {old, "another-1"}
    assert life.drop_unused() == 2
    assert set(Embedding.objects.values_list("model", flat=True)) == {"another-1"}
    match.refresh_from_db()
    assert (match.status, match.model) == ("confirmed", old)
    assert (fresh.pk, first.pk, None) in pairs()
    assert (fresh.pk, again.pk, None) in pairs()
    assert not life.sweep()


def test_the_sweep_sees_rows_that_wait_were_lost_or_were_done_by_another_model(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[int] = []
    monkeypatch.setattr(life, "hint", lambda: hints.append(1))
    assert not life.sweep()
    say(ROADS)
    assert life.sweep()
    life.take("m")
    assert not life.sweep()
    Lookup.objects.update(lease_expires_at="2026-01-01T00:00Z")
    assert life.sweep()
    assert life.reap() == 0  # again, later
    Lookup.objects.update(not_before="2026-01-01T00:00Z")
    match_claims()
    assert not life.sweep()
    other = say(BRIDGE)
    match_claims()
    Lookup.objects.filter(claim=other).update(model="older")
    assert life.sweep()
    assert len(hints) == 3


def test_a_row_that_was_queued_anew_while_it_was_held_is_done_again(say: Say) -> None:
    claim = say(ROADS)
    (row,) = life.take("m")
    life.queue_claims(Claim.objects.filter(pk=claim.pk))
    life.note_vectors([(row, ROADS)], "m", {life.digest_of(ROADS): [1.0] * 384})
    with pytest.raises(life.Fenced), transaction.atomic():
        proposing.look_up(row, "m")
    assert Lookup.objects.get().status == "queued"
    assert match_claims() == 1


def test_a_text_that_ends_its_worker_is_taken_alone_and_fails_until_somebody_asks_again(
    say: Say, checked: Callable[..., FactCheck]
) -> None:
    for _ in range(3):
        say(ROADS)
    assert len(life.take("m")) == 3
    for attempt in (1, 2):
        Lookup.objects.filter(status="running").update(lease_expires_at="2026-01-01T00:00Z")
        assert life.reap() == 0
        Lookup.objects.update(not_before="2026-01-01T00:00Z")
        for _ in range(3):
            (row,) = life.take("m")
            assert row.attempt == attempt + 1
    Lookup.objects.update(lease_expires_at="2026-01-01T00:00Z")
    assert life.reap() == 3
    lost = Lookup.objects.first()
    assert (lost.status, lost.failure_code) == ("failed", "worker_lost")
    assert life.take("m") == []
    check = checked(ROADS)
    Lookup.objects.filter(fact_check=check).update(status="failed", failure_code="worker_lost")
    said = StringIO()
    call_command("match_again", stdout=said)
    assert said.getvalue() == "4 are looked up again.\n"
    assert match_claims() == 4
    assert Match.objects.exists()


def test_superseded_withdrawn_and_gone_ones_are_proposed_to_nobody(
    say: Say, checked: Callable[..., FactCheck]
) -> None:
    superseded, withdrawn, standing = say(ROADS), say(ROADS), say(ROADS)
    gone = checked(ROADS)
    Claim.objects.filter(pk=superseded.pk).update(superseded_at="2026-01-01T00:00Z")
    withdrawn.transcript.withdrawn_at = "2026-01-01T00:00Z"
    withdrawn.transcript.save(update_fields=["withdrawn_at"])
    FactCheck.objects.filter(pk=gone.pk).update(gone_at="2026-01-01T00:00Z")
    assert match_claims() == 4
    assert pairs() == set()
    again = say(ROADS)
    match_claims()
    assert pairs() == {(again.pk, standing.pk, None)}


def test_the_database_keeps_pairs_in_order_and_decisions_for_good(say: Say) -> None:
    first, again = say(ROADS), say(ROADS)
    match_claims()
    match = Match.objects.get()
    base = {"kind": "related", "score": 0.5, "model": "m"}
    for wrong in (
        {"claim": first, "earlier": first},
        {"claim": first, "earlier": again},
        {"claim": again, "earlier": first},
        {"claim": again},
        {"claim": again, "earlier": first, "score": 2.0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.create(**{**base, **wrong})
    services.confirm(actor=UserFactory(role=Role.EDITOR), match_id=match.pk, expected_version=None)
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        Match.objects.all().delete()


def test_neighbours_come_from_the_index_of_their_kind(say: Say) -> None:
    say(ROADS)
    match_claims()
    vector = Embedding.objects.get().vector
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM claims_embedding WHERE of_claims AND model = 'm'"
            " ORDER BY vector <=> %s::vector LIMIT 5",
            [str(vector)],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "embedding_claims" in plan


def test_a_claim_whose_worker_was_lost_comes_before_an_archive_that_waits(
    say: Say, checked: Callable[..., FactCheck]
) -> None:
    claim = say(ROADS)
    life.take("m")
    Lookup.objects.update(lease_expires_at="2026-01-01T00:00Z")
    life.reap()
    Lookup.objects.update(not_before="2026-01-01T00:00Z")
    for _ in range(3):
        checked(ROADS)
    assert [row.claim_id for row in life.take("m")] == [claim.pk]
    assert len(life.take("m")) == 3
