"""Reading rules: who sees which transcript, run and speaker, and what a list needs at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from accounts.roles import Role, has_role
from transcripts.leases import QueuedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

STAFF = (Role.REVIEWER, Role.EDITOR)


class TranscriptQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> TranscriptQuerySet:
        """Reviewers and editors see all, integrators what they uploaded, others nothing.

        A withdrawn transcript stays visible to editors only, who may need to explain it.
        """
        if has_role(user, Role.EDITOR):
            return self
        here = self.filter(withdrawn_at__isnull=True)
        if has_role(user, Role.REVIEWER):
            return here
        if has_role(user, Role.INTEGRATOR):
            return here.filter(_uploaded_by(user))
        return self.none()

    def without_text(self) -> TranscriptQuerySet:
        """For lists: the text of 50 transcripts is 100 MB at worst."""
        return self.defer("text")


def _uploaded_by(user: User | AnonymousUser) -> Exists:
    from transcripts.models import Upload

    return Exists(Upload.objects.filter(transcript=OuterRef("pk"), user_id=user.pk or 0))


class SpeakerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> SpeakerQuerySet:
        """Staff see every speaker, integrators those of their own transcripts."""
        if has_role(user, *STAFF):
            return self
        from transcripts.models import Segment, Transcript

        own = Transcript.objects.visible_to(user)
        return self.filter(
            Exists(Segment.objects.filter(speaker=OuterRef("pk"), transcript__in=own))
        )

    def current(self) -> SpeakerQuerySet:
        return self.filter(merged_into__isnull=True)


class SegmentQuerySet(models.QuerySet[Any]):
    def spanning(self, start: int, end: int) -> SegmentQuerySet:
        """The segments that share at least one character with [start, end)."""
        return self.filter(start__lt=end, end__gt=start)

    def covering(self, transcript_id: int, start: int, end: int) -> SegmentQuerySet:
        """The same in one transcript, by the index on (transcript, start) alone.

        Segments follow each other, so nothing before the one that holds `start` reaches it.
        """
        rows = self.filter(transcript_id=transcript_id)
        holds = rows.filter(start__lte=start).order_by("-start").values("start")[:1]
        return rows.filter(start__gte=Coalesce(Subquery(holds), 0), start__lt=end)

    def at(self, transcript_id: int, offsets: Sequence[int]) -> list[Any]:
        """For each offset the segment that holds it or was the last before it, with its speaker.

        One look into the index for each: what it costs does not grow with the transcript.
        """
        found = self.raw(
            """
            SELECT held.*, asked.number
            FROM unnest(%s::int[]) WITH ORDINALITY AS asked (at, number)
            CROSS JOIN LATERAL (
                SELECT * FROM transcripts_segment
                WHERE transcript_id = %s AND start <= asked.at ORDER BY start DESC LIMIT 1
            ) AS held
            """,
            [list(offsets), transcript_id],
        )
        by_number = {segment.number: segment for segment in found.prefetch_related("speaker")}
        return [by_number.get(number) for number in range(1, len(offsets) + 1)]


class RunQuerySet(QueuedQuerySet):
    """Swept and reaped by the indexes run_sweep and run_reap."""

    def visible_to(self, user: User | AnonymousUser) -> RunQuerySet:
        from transcripts.models import Transcript

        return self.filter(transcript__in=Transcript.objects.visible_to(user))

    def active(self) -> RunQuerySet:
        return self.filter(status__in=["queued", "running"])

    def latest_of(self, transcript_ids: Sequence[int]) -> dict[int, Any]:
        """The latest run of each transcript, by the transcript's id (index run_by_transcript)."""
        rows = self.filter(transcript__in=transcript_ids).order_by("transcript_id", "-id")
        return {run.transcript_id: run for run in rows.distinct("transcript_id")}


class HeartbeatQuerySet(models.QuerySet[Any]):
    def alive(self) -> HeartbeatQuerySet:
        return self.filter(last_seen__gte=Now() - timedelta(seconds=settings.HEARTBEAT_ALIVE_FOR))

    def serving(self, queue: str) -> HeartbeatQuerySet:
        return self.filter(kind="worker", queues__contains=[queue])
