"""The queue's filters as a saved search keeps them: those of GET claims/."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from desk.parsing import is_id
from desk.queue import WAITING, Filters
from transcripts.models import Speaker

_SAME = ("transcript", "type", "date_from", "date_to")


def as_query(filters: Filters) -> str:
    """The query. Raises InvalidInput for what only the queue can filter by."""
    said = filters.said
    pairs = [(name, said[name]) for name in _SAME if name in said]
    status = said.get("status")
    if status != "any":
        pairs += [("status", one) for one in ([status] if status else WAITING)]
    if "q" in said:
        pairs.append(("search", said["q"]))
    if "speaker" in said:
        pairs.append(("speaker", _speaker(said["speaker"])))
    if "min_score" in said:
        pairs.append(("min_score", str(int(said["min_score"]) / 100)))
    if "max_score" in said:  # up to what is still shown as this number
        pairs.append(("max_score", str(min(1.0, (int(said["max_score"]) + 0.99) / 100))))
    if "assignee" in said:
        if said["assignee"] == "nobody":
            raise InvalidInput(_("A search with “nobody” cannot be saved: choose “anybody”."))
        pairs.append(("assignee", said["assignee"]))
    if "flagged" in said:
        pairs.append(("flagged", "true"))
    return urlencode(pairs)


def as_filters(query: str) -> Filters:
    """What the queue would be filtered by to find the same; for showing it in words.

    Several statuses stand with commas between them, which the queue's own URL cannot say.
    """
    pairs = parse_qsl(query)
    said = dict(pairs)
    statuses = {value for name, value in pairs if name == "status"}
    found = {name: said[name] for name in (*_SAME, "speaker", "assignee") if name in said}
    if "search" in said:
        found["q"] = said["search"]
    if "min_score" in said:
        found["min_score"] = str(round(float(said["min_score"]) * 100))
    if "max_score" in said:
        found["max_score"] = str(min(int(float(said["max_score"]) * 100), 99))
    if said.get("flagged") == "true":
        found["flagged"] = "yes"
    filters = Filters.of(found)
    if statuses == set(WAITING):
        return filters
    return Filters({"status": ",".join(sorted(statuses)) or "any", **filters.said})


def _speaker(words: str) -> str:
    """The id; of words of a name, where they name one person."""
    if is_id(words):
        return words
    named = list(Speaker.objects.current().filter(name__folded=words).values_list("pk", "name"))
    # "José Pérez" from the list is not the Jose Perez who is there, too.
    found = [pk for pk, name in named if name.casefold() == words.casefold()] or [
        pk for pk, _name in named
    ]
    if len(found) != 1:
        raise InvalidInput(_("Choose one speaker from the list: a part of a name is not enough."))
    return str(found[0])
