"""Claims are looked up anew when something changes that is compared and is not their own words.

That is the day they were said and the name of who said them: see proposing.statement_of.
"""

from __future__ import annotations

from django.db.models import Q

from claims.matching import life
from claims.models import Claim
from transcripts.changes import Follower, register_follower


def register() -> None:
    """Called by AppConfig.ready."""
    register_follower(Follower("claims", day=queue_transcript, name=queue_speaker))


def queue_transcript(transcript_id: int) -> None:
    """All claims of a transcript, in the caller's transaction."""
    life.queue_claims(Claim.objects.filter(transcript=transcript_id))


def queue_speaker(speaker_id: int) -> None:
    """All claims that are, or may be, shown as said by this speaker."""
    life.queue_claims(Claim.objects.filter(Q(speaker=speaker_id) | Q(suggested_speaker=speaker_id)))
