"""What people and programs do with transcripts: ingest, edit, withdraw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import (
    Conflict,
    FieldProblem,
    Forbidden,
    InvalidInput,
    NotVisible,
    TooLarge,
    WrongState,
)
from api.preconditions import check_version
from audit.services import record
from transcripts.changes import day_changed
from transcripts.formats import (
    FormatError,
    Limits,
    ParsedTranscript,
    canonical_digest,
    read,
)
from transcripts.metadata import MAX_LENGTH, METADATA, clean_metadata
from transcripts.models import ExtractionRun, Segment, Transcript, Upload
from transcripts.runs import queue_run
from transcripts.speakers import resolve_speakers

if TYPE_CHECKING:
    from accounts.models import User

TOO_LARGE = {"too_large", "too_long", "too_many_segments"}


@dataclass(frozen=True, slots=True)
class Ingested:
    """`created` is False for a repeated upload; `not_applied` names metadata that differ."""

    transcript: Transcript
    run: ExtractionRun | None
    created: bool
    not_applied: list[str] = field(default_factory=list)


def limits() -> Limits:
    """The bounds on what comes in, from the settings."""
    return Limits(
        max_bytes=settings.UPLOAD_MAX_BYTES,
        max_segments=settings.TRANSCRIPT_MAX_SEGMENTS,
        max_characters=settings.TRANSCRIPT_MAX_CHARACTERS,
    )


def ingest(
    *,
    actor: User,
    data: bytes,
    name: str = "",
    media_type: str = "",
    format: str | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Ingested:
    """Stores a transcript with its upload and a queued run, or nothing at all.

    `metadata` may hold title, event_date (a date), language, source_url and publisher; what is
    absent or empty comes from the file. The same document again (by digest) adds an Upload,
    which makes the transcript the uploader's own too, and changes nothing else.

    Raises InvalidInput or TooLarge with what is wrong and where, Conflict for the digest of a
    redacted transcript, Forbidden for who may not upload.
    """
    if not has_role(actor, Role.INTEGRATOR, Role.REVIEWER, Role.EDITOR):
        raise Forbidden(_("Your role may not upload transcripts."))
    said = clean_metadata(metadata or {})
    parsed = _parse(data, name=name, media_type=media_type, format=format)
    upload = Upload(
        user=actor,
        name=name[:255],
        media_type=media_type[:100],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        metadata={key: str(value) for key, value in said.items()},
    )
    return _store(actor, parsed, upload, said)


def _parse(data: bytes, *, name: str, media_type: str, format: str | None) -> ParsedTranscript:
    try:
        return read(data, name=name, media_type=media_type, format=format, limits=limits())
    except FormatError as error:
        kind = TooLarge if error.code in TOO_LARGE else InvalidInput
        place: dict[str, Any] = {
            key: value
            for key, value in (("line", error.line), ("column", error.column))
            if value is not None
        }
        detail = error.said.in_words(_)
        raise kind(
            detail,
            code=error.code,
            errors=[FieldProblem(error.pointer or "/file", detail, error.code)],
            **place,
        ) from error


def _with_defaults(parsed: ParsedTranscript, said: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the uploader said, else what the file says, else what its name says."""
    first_words = " ".join(parsed.text[:200].split())[:80]
    return {
        "title": said.get("title") or parsed.title[:300] or name[:300] or first_words,
        "event_date": said.get("event_date") or parsed.event_date,
        "language": said.get("language") or parsed.language or "en",
        "source_url": said.get("source_url") or parsed.source_url,
        "publisher": said.get("publisher") or parsed.publisher,
    }


@transaction.atomic
def _store(actor: User, parsed: ParsedTranscript, upload: Upload, said: dict[str, Any]) -> Ingested:
    digest = canonical_digest(parsed)
    lock_digest(digest)
    known = Transcript.objects.filter(digest=digest)
    if known.filter(redacted_at__isnull=False).exists():
        raise Conflict(_("This document was redacted and cannot be loaded again."), code="redacted")
    existing = known.filter(withdrawn_at__isnull=True, completeness="complete").first()
    if existing is not None:
        upload.transcript = existing
        upload.save()
        record(actor=actor, action="upload", target=existing, values={"upload": upload.pk})
        return Ingested(existing, existing.runs.first(), False, _not_applied(existing, said))
    transcript = Transcript.objects.create(
        text=parsed.text,
        digest=digest,
        format=parsed.format,
        **_with_defaults(parsed, said, upload.name),
    )
    upload.transcript = transcript
    upload.save()
    _store_segments(transcript, parsed)
    record(
        actor=actor,
        action="ingest",
        target=transcript,
        after={"text": parsed.text},
        values={"upload": upload.pk, "segments": len(parsed.segments), "format": parsed.format},
    )
    run = queue_run(transcript=transcript, actor=actor)
    return Ingested(transcript, run, True)


def lock_digest(digest: str) -> None:
    """Two uploads of one document at once: the second waits and finds the first's."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _not_applied(existing: Transcript, said: Mapping[str, Any]) -> list[str]:
    """Names only: the values are another uploader's."""
    return [key for key, value in said.items() if getattr(existing, key) != value]


def _store_segments(transcript: Transcript, parsed: ParsedTranscript) -> None:
    speakers = resolve_speakers(parsed.speakers)
    Segment.objects.bulk_create(
        (
            Segment(
                transcript=transcript,
                position=position,
                speaker=None if segment.speaker is None else speakers[segment.speaker],
                role=segment.role,
                label=segment.label,
                start=segment.start,
                end=segment.end,
                start_ms=segment.start_ms,
                end_ms=segment.end_ms,
            )
            for position, segment in enumerate(parsed.segments)
        ),
        batch_size=2000,
    )


def may_edit(user: User, transcript: Transcript) -> bool:
    """Reviewers and editors, and the integrator who brought it in first."""
    if has_role(user, Role.REVIEWER, Role.EDITOR):
        return True
    first = transcript.uploads.order_by("id").values_list("user_id", flat=True).first()
    return has_role(user, Role.INTEGRATOR) and first == user.pk


@transaction.atomic
def edit_transcript(
    *, actor: User, transcript_id: int, expected_version: int | None, changes: Mapping[str, Any]
) -> Transcript:
    """Changes metadata (title, event_date, language, source_url, publisher); never the text."""
    transcript = _locked(actor, transcript_id, expected_version)
    if not may_edit(actor, transcript):
        raise Forbidden(_("Only the first uploader, reviewers and editors change a transcript."))
    said = clean_metadata(changes)
    if "title" in changes and not changes["title"]:
        raise InvalidInput(_("A transcript needs a title."), pointer="/title", code="blank")
    new = {key: said.get(key, changes[key]) for key in METADATA if key in changes}
    before = {key: _as_text(getattr(transcript, key)) for key in new}
    for key, value in new.items():
        setattr(transcript, key, value)
    transcript.version += 1
    transcript.save(update_fields=[*new, "version"])
    after = {key: _as_text(getattr(transcript, key)) for key in new}
    if before.get("event_date") != after.get("event_date"):
        day_changed(transcript.pk)
    record(
        actor=actor,
        action="edit",
        target=transcript,
        before=before,
        after=after,
        values={"fields": sorted(new)},
    )
    return transcript


@transaction.atomic
def withdraw_transcript(
    *, actor: User, transcript_id: int, expected_version: int | None, reason: str
) -> Transcript:
    """Hides the transcript and its unpublished claims; keeps everything."""
    transcript = _locked(actor, transcript_id, expected_version)
    if not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Only an editor withdraws a transcript."))
    if not reason.strip():
        raise InvalidInput(_("Say why it is withdrawn."), pointer="/reason", code="required")
    if len(reason) > MAX_LENGTH["reason"]:
        raise InvalidInput(_("At most 2000 characters."), pointer="/reason", code="max_length")
    if transcript.withdrawn_at is not None:
        raise WrongState(_("The transcript is withdrawn already."), allowed_actions=[])
    transcript.withdrawn_at = Now()
    transcript.withdrawn_reason = reason
    transcript.version += 1
    transcript.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
    transcript.runs.active().update(cancel_requested=True)
    record(actor=actor, action="withdraw", target=transcript, reason=reason)
    transcript.refresh_from_db()
    return transcript


def _locked(actor: User, transcript_id: int, expected_version: int | None) -> Transcript:
    visible = Transcript.objects.visible_to(actor).select_for_update(of=("self",))
    transcript: Transcript | None = visible.filter(pk=transcript_id).first()
    if transcript is None:
        raise NotVisible(_("No such transcript."))
    check_version(transcript, expected_version)
    return transcript


def _as_text(value: str | date | None) -> str:
    return "" if value is None else str(value)
