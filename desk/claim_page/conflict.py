"""A save over somebody else's change: both beside each other, so that neither is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from claims.models import Claim, Verdict
from desk.claim_page.forms import Fields, Sent, verdict_values
from desk.claim_page.superseding import ACTS
from desk.claim_page.told import Line
from desk.comparing import Comparison, compared

_NOT_MINE = frozenset({"csrfmiddlewaretoken", "once", "version", "seen", "then"})


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in which what is there now differs from what was sent."""

    label: str
    sides: Comparison


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was sent beside what is there, what happened since, and how to send mine again."""

    action: str
    pairs: list[Pair]
    since: list[Line]
    mine: list[tuple[str, str]]
    field: str


def conflict_of(
    claim: Claim, sent: Sent, fields: Fields, verdict: Verdict | None, lines: Sequence[Line]
) -> Conflict | None:
    """None unless the act was refused because the claim has changed since it was read."""
    data, error = sent.data, sent.error
    if data is None or error is None or error.status != 412 or sent.action in ACTS:
        return None
    now = _theirs(claim, sent.action, verdict)
    pairs = [
        Pair(field.label, compared(_shown(field, now[name]), _shown(field, field.value)))
        for name, field in fields.items()
        if name in data and name in now and str(now[name]) != field.value
    ]
    mine = [(name, value) for name in data if name not in _NOT_MINE for value in _all(data, name)]
    first = next(iter(fields.values()), None)
    return Conflict(sent.action, pairs, _since(data, lines), mine, first.id if first else "")


def _all(data: Mapping[str, Any], name: str) -> list[str]:
    """Everything that was sent by that name: several boxes may be ticked."""
    return data.getlist(name) if isinstance(data, QueryDict) else [str(data[name])]


def _theirs(claim: Claim, action: str, verdict: Verdict | None) -> dict[str, Any]:
    """What is there now of the fields of that form."""
    if action == "edit":
        speaker = claim.shown_speaker
        return {
            "normalised": claim.shown_normalised,
            "type": claim.shown_type,
            "speaker": speaker.pk if speaker else "",
        }
    return verdict_values(verdict) if action in ("adjudicate", "correct") else {}


def _shown(field: Any, value: Any) -> str:
    """A choice by its word, a level by its name."""
    if field.kind == "levels":
        return next((one.label for one in field.choices if str(one.pk) == str(value)), "")
    words = {str(key): str(word) for key, word in field.choices}
    return words.get(str(value), str(value))


def _since(data: Mapping[str, Any], lines: Sequence[Line]) -> list[Line]:
    """What happened after the page was read, newest first."""
    seen = str(data.get("seen", ""))
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return []
    return [line for line in lines if line.seq > int(seen)]
