"""A published check as schema.org ClaimReview, for Fact Check Explorer and other readers.

Google asks for `claimReviewed`, `reviewRating.alternateName` and `url`; `worstRating` is at
least 1 and below `bestRating`. A level without a number ("Unproven") has a name only.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.models import Verdict
from claims.publishing.checks import Check

CONTEXT = "https://schema.org"
MEDIA_TYPE = "application/ld+json"
_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_IN_SCRIPT |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


def check_url(claim_id: int) -> str:
    """The public address; it never changes."""
    return f"{settings.PUBLIC_URL}{reverse('publishing:check', args=[claim_id])}"


def claim_review(check: Check) -> dict[str, Any] | None:
    """The document; None for a retracted check, which rates nothing any more."""
    if check.is_retracted:
        return None
    verdict = check.current
    document = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": check_url(check.claim_id),
        "datePublished": check.published_at.date().isoformat(),
        "dateModified": check.modified_at.isoformat(),
        "claimReviewed": verdict.claim_normalised,
        "author": publisher(),
        "itemReviewed": _claim(verdict),
        "reviewRating": _rating(verdict),
        "reviewBody": verdict.summary,
        "citation": [_source(one) for one in verdict.citations],
    }
    document["correction"] = [_correction(one) for one in check.standing if one.correction_note]
    return _filled(document)


def retraction(check: Check) -> dict[str, Any]:
    """What stands at the address of a retracted check: no rating, and why there is none."""
    verdict = check.current
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "WebPage",
            "url": check_url(check.claim_id),
            "description": "This check was retracted.",
            "dateModified": check.modified_at.isoformat(),
            "publisher": publisher(),
            "correction": {
                "@type": "CorrectionComment",
                "text": verdict.retracted_reason,
                "datePublished": check.modified_at.isoformat(),
            },
        }
    )


def document(check: Check) -> dict[str, Any]:
    """What an address answers with: the ClaimReview, or that it was retracted."""
    return claim_review(check) or retraction(check)


def in_script(document: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(document, ensure_ascii=False).translate(_IN_SCRIPT)


def publisher() -> dict[str, Any]:
    """Who publishes the checks."""
    url = f"{settings.PUBLIC_URL}/" if settings.PUBLIC_URL else ""
    return _filled({"@type": "Organization", "name": settings.PUBLISHER_NAME, "url": url})


def _correction(verdict: Verdict) -> dict[str, Any]:
    assert verdict.published_at is not None
    return {
        "@type": "CorrectionComment",
        "text": verdict.correction_note,
        "datePublished": verdict.published_at.isoformat(),
    }


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "@type": "Claim",
        "datePublished": verdict.claim_date.isoformat() if verdict.claim_date else "",
        "text": verdict.claim_text,
    }
    if verdict.speaker_name:
        wikidata = verdict.speaker_wikidata_id
        claim["author"] = _filled(
            {
                "@type": "Person",
                "name": verdict.speaker_name,
                "jobTitle": verdict.speaker_role,
                "sameAs": f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else "",
            }
        )
    if verdict.appearance_url:
        claim["firstAppearance"] = _filled(
            {
                "@type": "CreativeWork",
                "url": verdict.appearance_url,
                "name": verdict.appearance_title,
            }
        )
    return _filled(claim)


def _rating(verdict: Verdict) -> dict[str, Any]:
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": verdict.level_label,
        "ratingExplanation": verdict.summary,
    }
    if verdict.number is not None:
        rating |= {
            "ratingValue": verdict.number,
            "bestRating": verdict.best,
            "worstRating": verdict.worst,
        }
    return _filled(rating)


def _source(citation: dict[str, Any]) -> dict[str, Any]:
    publisher = citation.get("publisher")
    return _filled(
        {
            "@type": "CreativeWork",
            "url": citation.get("url"),
            "name": citation.get("title"),
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        }
    )


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in document.items() if value not in (None, "", [])}
