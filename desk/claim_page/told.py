"""A claim's history as people read it: who changed what from what to what, when and why.

Made of `claims.history` alone and of rows that are read blind-aware, so it tells no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from claims.history import Entry
from claims.models import Citation, Claim, EarlierWording, Rating, RatingLevel, Verdict
from desk.comparing import Comparison, compared


@dataclass(frozen=True, slots=True)
class Line:
    """One act: a sentence without its subject, and what changed by it."""

    seq: int
    at: datetime
    who: User | None
    what: str
    reason: str = ""
    change: Comparison | None = None
    level: RatingLevel | Verdict | None = None

    @property
    def level_label(self) -> str:
        """The level's name: a verdict has copied it."""
        if isinstance(self.level, Verdict):
            return self.level.level_label
        return self.level.label if self.level else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the entries' ids stand for, as far as it is open to the reader."""

    citations: Mapping[int, Citation]
    ratings: Mapping[int, Rating]
    verdicts: Mapping[int, Verdict]
    wordings: Mapping[int, str]
    people: Mapping[str, User]


def told(
    entries: Sequence[Entry],
    claim: Claim,
    citations: Sequence[Citation],
    ratings: Sequence[Rating],
    verdicts: Sequence[Verdict],
) -> list[Line]:
    """The entries in sentences, the newest first. Two queries."""
    known = Known(
        citations={one.pk: one for one in citations},
        ratings={one.pk: one for one in ratings},
        verdicts={one.pk: one for one in verdicts},
        wordings=_wordings(claim),
        people=_people(entries),
    )
    lines, wording = [], 1
    for entry in entries:
        line = _line(entry, known, wording)
        if entry.action == "edit":
            wording = max(wording, entry.values.get("wording") or 0)
        lines.append(line)
    return lines[::-1]


def _wordings(claim: Claim) -> dict[int, str]:
    """Each wording the claim ever had, by its number."""
    earlier = EarlierWording.objects.filter(claim=claim).values_list("wording", "normalised")
    return {**dict(earlier), claim.wording: claim.shown_normalised}


def _people(entries: Sequence[Entry]) -> dict[str, User]:
    """Whose places the acts were about, by opaque id."""
    named = {entry.values["reviewer"] for entry in entries if entry.values.get("reviewer")}
    found = User.objects.in_bulk(named, field_name="opaque_id")
    return {str(key): user for key, user in found.items()}


def _line(entry: Entry, known: Known, wording: int) -> Line:
    facts: dict[str, Any] = {}
    what = _plain(entry.action)
    values = entry.values
    match entry.action:
        case "assign" | "take_over" | "expire":
            what = _of_somebody(entry, known)
        case "cite" | "withdraw_citation":
            what = _of_source(entry, known)
        case "due" | "no_longer_due":
            what = _of_mark(entry, known)
        case "rate":
            if rating := known.ratings.get(values.get("rating") or 0):
                what, facts["level"] = _of_rating(rating, known), rating.level
        case "adjudicate" | "publish" | "correct" | "retract":
            verdict = known.verdicts.get(values.get("verdict") or 0)
            if verdict is not None and entry.action != "retract":
                facts["level"] = verdict
        case "edit":
            new = values.get("wording") or 0
            before, after = known.wordings.get(wording), known.wordings.get(new)
            if new > wording and before and after and before != after:
                facts["change"] = compared(before, after)
            elif new > wording:
                what = _("changed type or speaker")
    return Line(entry.seq, entry.at, entry.actor, what, entry.reason, **facts)


def _of_somebody(entry: Entry, known: Known) -> str:
    who = known.people.get(str(entry.values.get("reviewer")))
    if who is None:
        return _plain(entry.action)
    sentences = {
        "assign": _("gave %(who)s a place"),
        "take_over": _("freed the place of %(who)s"),
        "expire": _("ended the place of %(who)s, whose time had run out"),
    }
    return sentences[entry.action] % {"who": who}


def _of_source(entry: Entry, known: Known) -> str:
    citation = known.citations.get(entry.values.get("citation") or 0)
    if citation is None:
        return _plain(entry.action)
    sentences = {"cite": _("cited “%(title)s”"), "withdraw_citation": _("withdrew “%(title)s”")}
    return sentences[entry.action] % {"title": citation.source}


def _of_mark(entry: Entry, known: Known) -> str:
    """Why a verdict came back or is due no longer, where somebody said so of a source."""
    because: Mapping[str, Any] = next(iter(entry.values.get("because") or []), {})
    citation = known.citations.get(because.get("citation") or 0)
    sentences = {
        ("due", "superseded"): _("said that “%(title)s” was superseded: due for review"),
        ("due", "reinstated"): _("took back that “%(title)s” was superseded: due for review"),
        ("no_longer_due", "superseded"): _("took back that “%(title)s” was superseded"),
    }
    sentence = sentences.get((entry.action, because.get("code", "")))
    if sentence is None or citation is None:
        return _plain(entry.action)
    return sentence % {"title": citation.source}


def _of_rating(rating: Rating, known: Known) -> str:
    """Of a rating that is open to the reader: whether it replaced one of the same round."""
    if rating.after_reveal:
        return _("rated after the reveal")
    before = [
        one
        for one in known.ratings.values()
        if one.reviewer_id == rating.reviewer_id
        and one.round == rating.round
        and one.pk < rating.pk
        and not one.after_reveal
    ]
    if not before:
        return _("rated")
    return _("changed the rating from %(level)s") % {"level": before[-1].level.label}


def _plain(action: str) -> str:
    """What somebody did, where no more is known of it."""
    sentences = {
        "add": _("added the claim"),
        "take": _("took the claim"),
        "renew": _("took more time"),
        "release": _("gave the place back"),
        "expire": _("ended a place whose time had run out"),
        "assign": _("assigned the claim"),
        "take_over": _("freed a place"),
        "reveal": _("looked at the ratings"),
        "rate": _("rated"),
        "cite": _("cited a source"),
        "withdraw_citation": _("withdrew a citation"),
        "edit": _("changed the wording"),
        "keep": _("kept the claim, which a later reading no longer found"),
        "dismiss": _("dismissed the claim"),
        "reopen": _("opened a new round"),
        "adjudicate": _("decided"),
        "publish": _("published"),
        "correct": _("published a correction"),
        "due": _("came back to the desk: due for review"),
        "no_longer_due": _("ended what it was due for"),
        "confirm": _("confirmed that the verdict still holds"),
        "retract": _("retracted the check and opened a new round"),
    }
    return sentences.get(action, action.replace("_", " "))
