"""What a receipt says; docs/receipts.md describes each field.

Strings, integers, booleans and null only, under ASCII names: of such values canonical JSON as
audit.hashing writes it is that of RFC 8785. Nothing here is less public than the check's page.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Func, prefetch_related_objects
from django.utils.translation import gettext as _

from api.exceptions import NotVisible
from claims.models import Claim, ClaimStatus, Rating, Verdict
from claims.publishing.checks import Check, sources_of
from claims.publishing.jsonld import check_url
from claims.publishing.receipts.chain import chain_of
from claims.publishing.receipts.evidence import Kept, kept_for
from claims.publishing.receipts.keys import ALGORITHM, signing_key

FORMAT = "onrecord-receipt-1"

#: Of each round, how often each level was given.
Tallies = dict[int, Counter[str]]


class NoReceiptKey(NotVisible):
    """Nothing is signed where nobody set a key."""

    default_code = "no_receipt_key"


def receipt_of(check: Check) -> dict[str, Any]:
    """The signed receipt. Raises NoReceiptKey. Seven queries, however many verdicts.

    The same check, key and chain give the same bytes: an Ed25519 signature has no randomness.
    """
    key = signing_key()
    if key is None:
        raise NoReceiptKey(_("This newsroom signs no receipts: RECEIPT_KEY is not set."))
    said = {"format": FORMAT, "key_id": key.key_id, **content_of(check)}
    return {"receipt": said, "signature": {"algorithm": ALGORITHM, "value": key.sign(said)}}


def content_of(check: Check) -> dict[str, Any]:
    """All but the key."""
    claim = (
        Claim.objects.select_related("transcript", "last_seen_run")
        .defer("transcript__text", "search")
        .annotate(_text_sha256=_Sha256(F("transcript__text")))
        .get(pk=check.claim_id)
    )
    prefetch_related_objects(check.verdicts, "level__scale")
    redacted = check.redacted_at is not None
    tallies, kept = _tallies(claim, check), kept_for(check.verdicts)
    return {
        "issuer": {"name": settings.PUBLISHER_NAME, "url": settings.PUBLIC_URL},
        "check": {
            "id": check.claim_id,
            "url": check_url(check.claim_id),
            "state": "retracted" if check.is_retracted else "published",
            "changed_at": _moment(check.modified_at),
            "redacted_at": _moment(check.redacted_at),
        },
        "transcript": {
            "digest": claim.transcript.digest,
            "text_sha256": None if claim.transcript.redacted_at else claim._text_sha256,
        },
        "span": _span(claim, check.current, redacted),
        "extractor": _extractor(claim),
        "verdicts": [_verdict(one, tallies, kept) for one in check.verdicts],
        "events": chain_of(check.claim_id, redacted=redacted),
    }


class _Sha256(Func):
    """In the database, so that no transcript of megabytes travels for its digest."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def _span(claim: Claim, verdict: Verdict, redacted: bool) -> dict[str, Any]:
    text = None if redacted else verdict.claim_text
    digest = hashlib.sha256(text.encode()).hexdigest() if text is not None else None
    return {"start": claim.start, "end": claim.end, "text": text, "sha256": digest}


def _extractor(claim: Claim) -> dict[str, Any] | None:
    """None where a person named the span and no run found it."""
    run = claim.last_seen_run
    return {"version": run.extractor_version, "run": run.pk} if run else None


def _tallies(claim: Claim, check: Check) -> Tallies:
    """How often which level was given in each round, for the wording that was published first.

    Nobody's name, time or reasons. Nothing while a new round is open or undecided: its raters
    are not to know the earlier ratings.
    """
    if claim.status != ClaimStatus.PUBLISHED:
        return {}
    judged = {one.round: one.wording for one in reversed(check.verdicts)}
    tallies: Tallies = {}
    given = Rating.objects.tallied(claim).values_list("round", "wording", "level__label")
    for round_, wording, label in given:
        if judged.get(round_) == wording:
            tallies.setdefault(round_, Counter())[label] += 1
    return tallies


def _ratings(verdict: Verdict, tallies: Tallies) -> dict[str, Any]:
    """`levels` is null where they are not shown, or no longer those that were counted."""
    tally = tallies.get(verdict.round, Counter())
    fits = tally.total() == verdict.ratings_count > 0
    levels = [{"label": label, "count": tally[label]} for label in sorted(tally)]
    return {
        "count": verdict.ratings_count,
        "required": verdict.ratings_required,
        "levels": levels if fits else None,
    }


def _verdict(verdict: Verdict, tallies: Tallies, kept: Kept) -> dict[str, Any]:
    scale = verdict.level.scale
    return {
        "id": verdict.pk,
        "round": verdict.round,
        "normalised": verdict.claim_normalised,
        "claim_date": _moment(verdict.claim_date),
        "speaker": {
            "name": verdict.speaker_name,
            "role": verdict.speaker_role,
            "wikidata_id": verdict.speaker_wikidata_id,
        },
        "appearance": {"url": verdict.appearance_url, "title": verdict.appearance_title},
        "scale": {"name": scale.name, "version": scale.version},
        "level": verdict.level_label,
        "number": verdict.number,
        "best": verdict.best,
        "worst": verdict.worst,
        "summary": verdict.summary,
        "reason": verdict.reason,
        "twin_reason": verdict.twin_reason,
        "as_of": _moment(verdict.as_of),
        "review_by": _moment(verdict.review_by),
        "confirmed_at": _moment(verdict.confirmed_at),
        "ratings": _ratings(verdict, tallies),
        "decided_by": str(verdict.decided_by),
        "decided_at": _moment(verdict.decided_at),
        "published_at": _moment(verdict.published_at),
        "correction_note": verdict.correction_note,
        "superseded_at": _moment(verdict.superseded_at),
        "retracted_at": _moment(verdict.retracted_at),
        "retracted_reason": verdict.retracted_reason,
        "sources": [_source(verdict, one, kept) for one in sources_of(verdict)],
    }


def _source(verdict: Verdict, citation: dict[str, Any], kept: Kept) -> dict[str, Any]:
    shown = ("url", "title", "publisher", "kind", "stance", "excerpt")
    said = {name: citation.get(name, "") for name in shown}
    return {
        **said,
        "superseded": _superseded(citation["superseded"]),
        "kept": kept.copy_for(verdict, citation),
    }


def _superseded(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the page says it: what an editor knew who decided, corrected or confirmed."""
    return {"on": told["on"], "replaced_by": told["replaced_by"]} if told else None


def _moment(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None
