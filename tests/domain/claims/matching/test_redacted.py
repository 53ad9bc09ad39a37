"""What redaction leaves of the matching: decisions, without words and vectors."""

from __future__ import annotations

from accounts.roles import Role
from claims.matching import services
from claims.models import Embedding, Lookup, Match
from claims.services.redaction import redact_transcript
from tests.domain.claims.matching.conftest import Say
from tests.factories import UserFactory
from worker.matching import match_claims

ROADS = "We built two hundred kilometres of road in the north last year."
AGAIN = "Last year we built two hundred kilometres of road in the north."


def test_vectors_lookups_and_proposals_go_and_decisions_stay_without_words(say: Say) -> None:
    editor = UserFactory(role=Role.EDITOR)
    first, again, third = say(ROADS), say(AGAIN), say(AGAIN)
    match_claims()
    match = Match.objects.get(claim=again, earlier=first)
    services.confirm(actor=editor, match_id=match.pk, expected_version=None)
    done = redact_transcript(actor=editor, transcript_id=first.transcript_id, reason="A court.")
    assert (done.blanked["lookups"], done.blanked["matches"]) == (1, 1)
    match.refresh_from_db()
    assert (match.status, match.reasons) == ("confirmed", [])
    assert not Match.objects.proposed().of_claims([first.pk]).exists()
    assert Match.objects.proposed().filter(claim=third, earlier=again).exists()
    assert not Lookup.objects.filter(claim=first).exists()
    assert Embedding.objects.get().pk == third.lookup.embedding_id  # the other text's
    assert match_claims() == 0
