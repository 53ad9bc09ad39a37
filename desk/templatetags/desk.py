"""Shapes of the desk: verdict circles, status shapes, scores; and the addresses of its forms."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from api.exceptions import DomainError

register = template.Library()

_FILLS = {0.0: "", 0.25: "M8 8V2a6 6 0 0 1 6 6z", 0.5: "M8 2a6 6 0 0 1 0 12z"}
_FILLS[0.75] = "M8 8V2a6 6 0 1 1-6 6z"
_FILLS[1.0] = "M8 2a6 6 0 0 1 0 12A6 6 0 0 1 8 2z"
_DIAMOND = SafeString(
    '<svg class="mark unproven" viewBox="0 0 16 16" aria-hidden="true">'
    '<path d="M8 1.8 14.2 8 8 14.2 1.8 8z"/></svg>'
)


@register.simple_tag
def level_mark(level: Any, best: int = 5, worst: int = 1) -> SafeString:
    """A verdict level: a circle filled as far as it holds, a diamond for one without number.

    `level` is a RatingLevel or a Verdict; the word is to stand beside it.
    """
    best = getattr(level, "best", None) or best
    worst = getattr(level, "worst", None) or worst
    if level.number is None:
        return _DIAMOND
    share = (level.number - worst) / max(best - worst, 1)
    quarter = min(max(round(share * 4) / 4, 0.0), 1.0)
    return format_html(
        '<svg class="mark q{}" viewBox="0 0 16 16" aria-hidden="true">'
        '<circle cx="8" cy="8" r="6"/><path d="{}"/></svg>',
        int(quarter * 100),
        _FILLS[quarter],
    )


@register.simple_tag
def status_mark(claim: Any) -> SafeString:
    """The status as a word with its shape."""
    return format_html(
        '<span class="status {}"><i aria-hidden="true"></i>{}</span>',
        claim.status,
        claim.get_status_display(),
    )


@register.filter
def score(points: int) -> str:
    """Check-worthiness as two digits, 00 to 99."""
    return f"{min(points // 100, 99):02d}"


@register.filter
def weight(points: int) -> int:
    """Check-worthiness as the weight of an underline: 1 to 4."""
    return 1 + min(points // 2500, 3)


@register.filter
def clipped(text: str, length: int) -> str:
    """At most so many characters and an ellipsis, cut between words where there are any."""
    if len(text) <= length:
        return text
    kept = text[: length + 1]
    end = kept.rfind(" ")
    return kept[: end if end > length // 2 else length].rstrip(" ,;:–-") + "…"


@register.filter
def version(full: str) -> str:
    """An extractor's version by its first part, as rules, model and spaCy are named one by one."""
    return full.split("+")[0]


@register.filter
def breakable(full: str) -> SafeString:
    """An extractor's version, which a line may break between its parts alone."""
    return format_html_join(SafeString("+<wbr>"), "{}", ((part,) for part in full.split("+")))


@register.filter
def get(mapping: Any, key: str) -> Any:
    """A key of a mapping, also of what was posted; empty where there is none."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag
def field_error(error: DomainError | None, name: str) -> SafeString | str:
    """What was wrong with the field, to stand beneath it."""
    found = [one.detail for one in error.errors if one.pointer == f"/{name}"] if error else []
    if not found:
        return ""
    return format_html('<p class="wrong" id="{}-wrong">{}</p>', name, " ".join(found))


@register.simple_tag
def claim_url(claim: Any, filters: Any = None) -> str:
    """The claim's page within the queue one came from."""
    query = f"?{filters.query}" if filters and filters.query else ""
    return reverse("admin:desk_claim", args=[claim.pk]) + query


@register.simple_tag
def act_url(claim: Any, action: str, filters: Any = None) -> str:
    """Where a form of the claim page goes."""
    query = f"?{filters.query}" if filters and filters.query else ""
    return reverse("admin:desk_act", args=[claim.pk, action]) + query


@register.filter
def percent(done: int, total: int) -> int:
    """For a progress bar's label."""
    return done * 100 // total if total else 0
