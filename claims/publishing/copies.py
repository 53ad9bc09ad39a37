"""What a verdict copies, so that a published check no longer depends on the claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims.models import Citation, Claim, RatingLevel


def level_copies(level: RatingLevel) -> dict[str, Any]:
    """The level's name, number and the bounds of its scale."""
    numbers = [
        number
        for number in level.scale.levels.values_list("number", flat=True)
        if number is not None
    ]
    bounded = level.number is not None
    return {
        "level": level,
        "level_label": level.label,
        "number": level.number,
        "best": max(numbers) if bounded else None,
        "worst": min(numbers) if bounded else None,
    }


def copies_of(claim: Claim) -> dict[str, Any]:
    """The claim, its speaker, where it was said and the standing citations, as of now."""
    speaker, transcript = claim.shown_speaker, claim.transcript
    return {
        "claim": claim,
        "wording": claim.wording,
        "claim_text": claim.text,
        "claim_normalised": claim.shown_normalised,
        "speaker_name": speaker.name if speaker else "",
        "speaker_role": speaker.role if speaker else "",
        "speaker_wikidata_id": speaker.wikidata_id if speaker else "",
        "appearance_url": _appearance_url(claim),
        "appearance_title": transcript.title,
        "claim_date": transcript.event_date,
        "citations": [_citation(one) for one in _standing(claim)],
    }


def _appearance_url(claim: Claim) -> str:
    """The source of the transcript, at the time where the claim begins if that is known."""
    url = str(claim.transcript.source_url)
    start = claim.first_segment.start_ms
    if not url or start is None or "#" in url:
        return url
    return f"{url}#t={start // 1000}"


def _standing(claim: Claim) -> Sequence[Citation]:
    return list(
        Citation.objects.filter(claim=claim).standing().select_related("source").order_by("id")
    )


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "id": citation.pk,
        "source": source.pk,
        "url": source.url,
        "title": str(source),
        "publisher": source.publisher,
        "kind": source.kind,
        "excerpt": citation.excerpt,
        "stance": citation.stance,
    }
