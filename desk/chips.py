"""What the queue is filtered by, in words, each with the way to be rid of it; and what can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from claims.models import ClaimStatus, ClaimType
from desk.parsing import is_id
from desk.queue import NAMES as QUEUE_NAMES
from desk.queue import Filters
from transcripts.models import Speaker, Transcript

LATEST = 40  # transcripts offered
NAMES = 200  # speakers and people offered


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: "Speaker: Ada Penhallow"; `without` is the URL's query once it is gone."""

    name: str
    value: str
    without: str


def choices(actor: User, filters: Filters) -> dict[str, Any]:
    """What the filter form offers; what was chosen is always among it."""
    return {
        "statuses": ClaimStatus.choices,
        "types": ClaimType.choices,
        "transcripts": transcripts(actor, {filters.said.get("transcript", "")}),
        "people": people(),
        "speakers": _speakers(actor),
        "named": named(actor, {filters.said.get("speaker", "")}),
    }


def in_words(actor: User, several: Sequence[Filters]) -> list[str]:
    """What each of several filters asks for, in a line: "Type: law · Score from: 80"."""
    said = {name: {one.said.get(name, "") for one in several} for name in QUEUE_NAMES}
    offered = {
        "transcripts": _titles(actor, _ids(said["transcript"])),
        "people": people(),
        "named": named(actor, said["speaker"]),
    }
    return [
        " · ".join(f"{chip.name}: {chip.value}" for chip in chips(one, offered))
        or _("every claim to check")
        for one in several
    ]


def people() -> list[User]:
    """Who can be given a claim."""
    named = User.objects.filter(is_active=True, groups__name__in=[Role.REVIEWER, Role.EDITOR])
    return list(named.distinct().order_by("username")[:NAMES])


def transcripts(actor: User, chosen: Set[str] = frozenset()) -> dict[int, str]:
    """Titles by id: the latest, and those of the chosen ids."""
    visible = Transcript.objects.visible_to(actor)
    found = dict(visible.order_by("-id").values_list("pk", "title")[:LATEST])
    older = _ids(chosen) - found.keys()
    return found | _titles(actor, older) if older else found


def _titles(actor: User, ids: Set[int]) -> dict[int, str]:
    visible = Transcript.objects.visible_to(actor).filter(pk__in=ids)
    return dict(visible.values_list("pk", "title"))


def _ids(said: Set[str]) -> set[int]:
    return {int(pk) for pk in said if is_id(pk)}


def named(actor: User, chosen: Set[str]) -> dict[int, str]:
    """Names of the speakers with the chosen ids."""
    ids = _ids(chosen)
    visible = Speaker.objects.visible_to(actor)
    return {one.pk: str(one) for one in visible.filter(pk__in=ids)} if ids else {}


def _speakers(actor: User) -> list[str]:
    names = Speaker.objects.visible_to(actor).current().order_by("name")
    return list(names.values_list("name", flat=True).distinct()[:NAMES])


def chips(filters: Filters, offered: Mapping[str, Any]) -> list[Chip]:
    """In the order of the form."""
    return [
        Chip(str(_WORDS[name]), _value(name, said, offered), filters.without(name).query)
        for name, said in filters.said.items()
    ]


_WORDS = {
    "q": gettext_lazy("Words"),
    "status": gettext_lazy("Status"),
    "speaker": gettext_lazy("Speaker"),
    "transcript": gettext_lazy("Transcript"),
    "type": gettext_lazy("Type"),
    "min_score": gettext_lazy("Score from"),
    "max_score": gettext_lazy("Score to"),
    "date_from": gettext_lazy("Said from"),
    "date_to": gettext_lazy("Said until"),
    "assignee": gettext_lazy("With"),
    "flagged": gettext_lazy("To look at"),
    "due": gettext_lazy("Due"),
    "superseded": gettext_lazy("Superseded"),
}


def _value(name: str, said: str, offered: Mapping[str, Any]) -> str:
    """The value as the form shows it."""
    if name == "status":
        return _("any") if said == "any" else _statuses(said)
    if name == "type":
        return str(ClaimType(said).label)
    if name == "transcript":
        return str(offered["transcripts"].get(int(said), f"#{said}"))
    if name == "speaker" and is_id(said):
        return str(offered["named"].get(int(said), f"#{said}"))
    if name == "assignee":
        return _person(said, offered["people"])
    if name == "flagged":
        return _("no longer found")
    if name == "due":
        return _("for review")
    if name == "superseded":
        return _("by a later reading")
    return said


def _statuses(said: str) -> str:
    """One, or those of a saved search, which may name several."""
    return ", ".join(str(ClaimStatus(one).label) for one in said.split(","))


def _person(said: str, offered: list[User]) -> str:
    words = {"me": _("me"), "nobody": _("nobody")}
    names = {str(person.pk): str(person) for person in offered}
    return words.get(said) or names.get(said) or f"#{said}"
