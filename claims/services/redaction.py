"""Redaction: for legal need, blanks a transcript's words and every copy of them.

What goes: the received bytes, the text, title and labels, the claims' words in every wording,
what runs noted of them, drafts, and the copies in verdicts, published ones included. What
people wrote themselves (rationales, posts, summaries, notes, excerpts of sources) stays, save the
passages in it that are the transcript's (claims.services.passages), which are masked.

What stays: digests, ids, offsets, levels, who did what and when, and the audit chain. A reason
in the audit trail cannot be changed; those that quote the words are named in the report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Forbidden, InvalidInput, NotVisible
from api.models import IdempotencyRecord
from audit.models import AuditEvent
from audit.services import record
from claims.matching import life as matching
from claims.models import (
    Citation,
    Claim,
    EarlierWording,
    Match,
    PassageCheck,
    Post,
    Rating,
    Review,
    ScoredSentence,
    Supersession,
    Verdict,
)
from claims.publishing.exports import life as exports
from claims.services import checks
from claims.services.passages import REDACTED, Passages
from transcripts.models import ExtractionRun, RunStatus, Transcript
from transcripts.services import lock_digest

if TYPE_CHECKING:
    from accounts.models import User

#: Texts that people wrote about a claim, in which the transcript's passages are masked.
_OWN_WORDS: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (Citation, "claim__transcript", ("excerpt", "withdrawn_reason")),
    (
        Verdict,
        "claim__transcript",
        ("summary", "reason", "twin_reason", "correction_note", "retracted_reason", "citations"),
    ),
    (PassageCheck, "citation__claim__transcript", ("passage",)),
    (ExtractionRun, "transcript", ("failure_detail",)),
    (Rating, "claim__transcript", ("rationale",)),
    (Post, "claim__transcript", ("body", "withdrawn_reason")),
    (Supersession, "source__citations__claim__transcript", ("reason", "withdrawn_reason")),
)
#: What a trigger keeps as it was said.
_FINAL: dict[type[models.Model], str] = {
    Rating: "claims_rating_final",
    Supersession: "claims_supersession_stays",
}


@dataclass(slots=True)
class Redaction:
    """What was blanked, by name; and the audit events whose reason quotes the words."""

    transcript: Transcript
    already: bool = False
    blanked: dict[str, int] = field(default_factory=dict)
    quoting_events: list[int] = field(default_factory=list)


@transaction.atomic
def redact_transcript(
    *, actor: User, transcript_id: int, reason: str, dry_run: bool = False
) -> Redaction:
    """Blanks the words for good, withdraws the transcript and says what was done.

    Repeated, it does nothing. `dry_run` counts and rolls back. Raises Forbidden for who is
    neither editor nor administrator, NotVisible, InvalidInput for a reason that quotes the text.
    """
    if not has_role(actor, Role.EDITOR, Role.ADMINISTRATOR):
        raise Forbidden(_("Only an editor or an administrator has a transcript redacted."))
    reason = checks.reason(reason)
    transcript = _lock(transcript_id)
    if transcript.redacted_at is not None:
        return Redaction(transcript, already=True)
    passages = _passages(transcript)
    if passages.masked(reason) != reason:
        raise InvalidInput(_("The reason would keep words that are to go."), pointer="/reason")
    done = Redaction(transcript)
    done.blanked |= _blank_claims(transcript)
    done.blanked |= _mask_own_words(transcript, passages)
    done.blanked["idempotency records"] = _forget_answers(transcript, passages)
    done.quoting_events = list(_quoting_events(transcript, passages))
    done.blanked |= _blank_transcript(transcript, passages, reason)
    done.blanked["exports"] = exports.void(transcript=transcript)
    record(
        actor=actor,
        action="redact",
        target=transcript,
        reason=reason,
        values={"blanked": done.blanked, "quoting_events": len(done.quoting_events)},
    )
    if dry_run:
        transaction.set_rollback(True)
    return done


def _lock(transcript_id: int) -> Transcript:
    """Keeps out a repeated upload, stops what reads the transcript, locks its row and claims.

    A worker's next batch finds its run cancelled. The order is an upload's and a batch's own.
    """
    if known := Transcript.objects.filter(pk=transcript_id).values_list("digest").first():
        lock_digest(*known)
    runs = ExtractionRun.objects.filter(transcript_id=transcript_id).active()
    for _pass in range(2):  # a run queued before the transcript was locked
        runs.update(
            status=RunStatus.CANCELLED,
            finished_at=Now(),
            lease_expires_at=None,
            cancel_requested=True,
        )
        rows = Transcript.objects.select_for_update()
        transcript: Transcript | None = rows.filter(pk=transcript_id).first()
    if transcript is None:
        raise NotVisible(_("There is no such transcript."))
    list(transcript.claims.order_by("pk").select_for_update().values_list("pk"))
    return transcript


def _passages(transcript: Transcript) -> Passages:
    """The words that are to go: the text, and what was made of it."""
    own: list[str] = []
    words = ("text", "suggested_normalised", "normalised")
    for row in transcript.claims.values_list(*words):
        own += [one for one in row if one]
    earlier = EarlierWording.objects.filter(claim__transcript=transcript)
    own += earlier.values_list("normalised", flat=True)
    published = Verdict.objects.filter(claim__transcript=transcript)
    for row in published.values_list("claim_text", "claim_normalised"):
        own += row
    return Passages(transcript.text, own)


def _blank_claims(transcript: Transcript) -> dict[str, int]:
    """The claims' words, in every wording and copy. `version` moves: the body is another."""
    claims = Claim.objects.filter(transcript=transcript)
    of_claims = Q(claim__transcript=transcript)
    title = title_of(transcript)
    claims.filter(normalised__isnull=False).update(normalised=REDACTED)
    matches = Match.objects.filter(of_claims | Q(earlier__transcript=transcript))
    matches.proposed().delete()
    return {
        "claims": claims.update(
            text=REDACTED,
            suggested_normalised="",
            reasons=[],
            entities=[],
            quantities=[],
            dates=[],
            version=F("version") + 1,
        ),
        "earlier wordings": EarlierWording.objects.filter(of_claims).update(normalised=REDACTED),
        "lookups": matching.forget(claims),
        "matches": matches.update(reasons=[]),
        "drafts": Review.objects.filter(of_claims).exclude(draft={}).update(draft={}),
        "sentences": ScoredSentence.objects.filter(run__transcript=transcript).update(reasons=[]),
        "verdicts": Verdict.objects.filter(of_claims).update(
            claim_text=REDACTED,
            claim_normalised=REDACTED,
            appearance_title=title,
            redacted_at=Now(),
        ),
    }


def title_of(transcript: Transcript) -> str:
    """What a redacted transcript is called: a title is often its first words."""
    return f"Redacted transcript {transcript.pk}"


def _blank_transcript(transcript: Transcript, passages: Passages, reason: str) -> dict[str, int]:
    """Withdrawn as well: nobody is to rate words that are gone."""
    Transcript.objects.filter(pk=transcript.pk).update(
        text="",
        title=title_of(transcript),
        redacted_at=Now(),
        withdrawn_at=transcript.withdrawn_at or Now(),
        withdrawn_reason=passages.masked(transcript.withdrawn_reason) or reason,
        version=F("version") + 1,
    )
    counts = {
        "uploads": transcript.uploads.update(content=b"", name="", metadata={}),
        "labels": transcript.segments.exclude(label="").update(label=REDACTED),
    }
    transcript.refresh_from_db()
    return counts


def _mask_own_words(transcript: Transcript, passages: Passages) -> dict[str, int]:
    counts = {}
    for model, path, fields in _OWN_WORDS:
        ours = model._default_manager.filter(**{path: transcript}).order_by().values("pk")
        rows = model._default_manager.filter(pk__in=ours).only("pk", *fields)
        changed = list(_masked(rows.iterator(chunk_size=500), fields, passages))
        if changed and model in _FINAL:
            _rewrite(model, changed, fields)
        else:
            for row in changed:
                values = {name: getattr(row, name) for name in fields}
                model._default_manager.filter(pk=row.pk).update(**values)
        counts[f"{model._meta.verbose_name} texts"] = len(changed)
    return counts


def _masked(
    rows: Iterator[models.Model], fields: Sequence[str], passages: Passages
) -> Iterator[models.Model]:
    for row in rows:
        before = [getattr(row, name) for name in fields]
        after = [_masked_value(value, passages) for value in before]
        if after != before:
            for name, value in zip(fields, after, strict=True):
                setattr(row, name, value)
            yield row


def _masked_value(value: Any, passages: Passages) -> Any:
    """Of a verdict's citations the excerpts alone: a source's title and address are its own."""
    if isinstance(value, str):
        return passages.masked(value)
    return [{**one, "excerpt": passages.masked(one.get("excerpt", ""))} for one in value]


def _rewrite(
    model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]
) -> None:
    """The one exception to "what was said is final", and only of the quoted words.

    The trigger is put aside in this transaction, under a lock that keeps other writers out;
    that needs the table's owner, as migrations do.
    """
    table, trigger = model._meta.db_table, _FINAL[model]
    sets = ", ".join(f"{name} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        for row in rows:
            values = [getattr(row, name) for name in fields]
            cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*values, row.pk])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def _forget_answers(transcript: Transcript, passages: Passages) -> int:
    """Stored answers that hold the words. Who repeats such a request is answered anew."""
    claims = set(transcript.claims.values_list("pk", flat=True))
    gone = [
        answer.pk
        for answer in IdempotencyRecord.objects.iterator(chunk_size=500)
        if _holds(answer, transcript.pk, claims, passages)
    ]
    IdempotencyRecord.objects.filter(pk__in=gone).delete()
    return len(gone)


def _holds(
    answer: IdempotencyRecord, transcript_id: int, claims: set[int], passages: Passages
) -> bool:
    body: Any = json.loads(answer.body) if answer.body else None
    if passages.masked_in(body) != body:
        return True
    place = str(answer.headers.get("Location", ""))
    if f"/transcripts/{transcript_id}/" in place:
        return True
    return isinstance(body, dict) and (
        _id(body.get("transcript")) == transcript_id or _id(body.get("claim")) in claims
    )


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


def _quoting_events(transcript: Transcript, passages: Passages) -> Iterator[int]:
    claims = transcript.claims.values("pk")
    posts = Post.objects.filter(claim__transcript=transcript).values("pk")
    sources = Citation.objects.filter(claim__transcript=transcript).order_by().values("source")
    about = (
        Q(target_type="claims.claim", target_id__in=claims)
        | Q(target_type="claims.post", target_id__in=posts)
        | Q(target_type="claims.source", target_id__in=sources)
        | Q(target_type="transcripts.transcript", target_id=transcript.pk)
    )
    events = AuditEvent.objects.filter(about).exclude(reason="").values_list("pk", "reason")
    for pk, reason in events.iterator(chunk_size=500):
        if passages.masked(reason) != reason:
            yield pk
