"""Claims: the words, where they are, who said them, how far their check is."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from claims.models import Claim
from claims.publishing.exports.kinds.base import NEWSROOM, Kind


def _rows(user: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = Claim.objects.visible_to(user).with_people()
    return rows


KIND = Kind(
    label=_("Claims"),
    roles=NEWSROOM | {Role.INTEGRATOR},
    rows=_rows,
    transcript="transcript",
    columns={
        "id": "pk",
        "transcript": "transcript_id",
        "transcript_title": "transcript.title",
        "event_date": "transcript.event_date",
        "source_url": "transcript.source_url",
        "start": "start",
        "end": "end",
        "text": "text",
        "normalised": "shown_normalised",
        "type": "shown_type",
        "speaker": "shown_speaker.name",
        "speaker_role": "shown_speaker.role",
        "score": "score",
        "status": "status",
        "round": "round",
        "wording": "wording",
        "created_at": "created_at",
        "superseded_at": "superseded_at",
    },
)
