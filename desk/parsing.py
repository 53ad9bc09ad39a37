"""Values out of a posted form; what cannot be one is an InvalidInput that points at its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput


def whole_number(data: Mapping[str, Any], name: str) -> int:
    """A number of at most nine digits."""
    said = str(data.get(name, "")).strip()
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return int(said)
    raise InvalidInput(_("A whole number is needed here."), pointer=f"/{name}", code="number")


def is_id(said: str) -> bool:
    """Whether it can be a row's id: digits, as many as the database keeps."""
    return said.isascii() and said.isdigit() and len(said) <= 18


def row_id(said: str) -> int | None:
    """A row's id out of a query string; None for what cannot be one."""
    return int(said) if is_id(said) else None


def row_ids(data: QueryDict, name: str) -> list[int]:
    """The ids of what was ticked."""
    said = data.getlist(name)
    if not all(is_id(one) for one in said):
        raise InvalidInput(_("A whole number is needed here."), pointer=f"/{name}", code="number")
    return [int(one) for one in said]


def one_of(data: Mapping[str, Any], name: str, rows: Any, what: str) -> Any:
    """The row whose id was sent; `what` says what to choose."""
    said = str(data.get(name, "")).strip()
    found = rows.filter(pk=int(said)).first() if is_id(said) else None
    if found is None:
        raise InvalidInput(what, pointer=f"/{name}", code="required")
    return found


def day(data: Mapping[str, Any], name: str) -> date | None:
    """A date as browsers send it, or None where it is empty."""
    said = str(data.get(name, "")).strip()
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise InvalidInput(
            _("A date is written as 2026-11-24."), pointer=f"/{name}", code="date"
        ) from error
