"""What a correction changed: what was published before, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.models import Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that readers see differently; "" where there was, or is, nothing."""

    name: str
    before: str
    after: str


def changes(before: Verdict, after: Verdict) -> tuple[Change, ...]:
    """In the order of the page."""
    found = [
        Change(_("Claim"), before.claim_normalised, after.claim_normalised),
        Change(_("Speaker"), before.speaker_name, after.speaker_name),
        Change(_("Level"), before.level_label, after.level_label),
        Change(_("Summary"), before.summary, after.summary),
        Change(_("As of"), _day(before), _day(after)),
        *_sources(before, after),
    ]
    return tuple(one for one in found if one.before != one.after)


def _day(verdict: Verdict) -> str:
    return date_format(verdict.as_of, "j F Y") if verdict.as_of else ""


def _sources(before: Verdict, after: Verdict) -> Iterator[Change]:
    """Sources that went and that came, by their address."""
    old, new = _titles(before), _titles(after)
    for url, title in old.items():
        if url not in new:
            yield Change(_("Source"), title, "")
    for url, title in new.items():
        if url not in old:
            yield Change(_("Source"), "", title)


def _titles(verdict: Verdict) -> dict[str, str]:
    return {one["url"]: one.get("title") or one["url"] for one in verdict.citations}
