"""What people write, checked: present, not too long, in normal form, free of control characters."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from claims import limits

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(value: object, pointer: str, limit: int, *, required: bool = True) -> str:
    """The text in NFC, without white space around it. Raises InvalidInput at `pointer`."""
    if not isinstance(value, str):
        raise InvalidInput(_("This must be text."), pointer=pointer)
    cleaned = unicodedata.normalize("NFC", value).strip()
    if required and not cleaned:
        raise InvalidInput(_("This may not be empty."), code="required", pointer=pointer)
    if len(cleaned) > limit:
        raise InvalidInput(
            _("At most %(limit)s characters; these are %(length)s.")
            % {"limit": f"{limit:,}", "length": f"{len(cleaned):,}"},
            code="too_long",
            pointer=pointer,
        )
    if _CONTROL.search(cleaned):
        raise InvalidInput(_("Control characters are not allowed."), pointer=pointer)
    return cleaned


def reason(value: str, *, required: bool = True, pointer: str = "/reason") -> str:
    """Why somebody does what they do."""
    return text(value, pointer, limits.REASON, required=required)


def not_in_future(day: datetime.date | None, pointer: str) -> None:
    """A verdict rests on what was known by a day; a day's leeway for time zones."""
    if day is not None and day > timezone.now().date() + datetime.timedelta(days=1):
        raise InvalidInput(_("This day has not come yet."), code="in_future", pointer=pointer)


def in_future(day: datetime.date | None, pointer: str) -> None:
    """A verdict is looked at again on a day to come."""
    if day is not None and day <= timezone.now().date():
        raise InvalidInput(_("This day is over or today."), code="in_past", pointer=pointer)


def choice(value: object, allowed: Collection[str], pointer: str) -> str:
    """One of a closed list."""
    if not isinstance(value, str) or value not in allowed:
        raise InvalidInput(
            _("Must be one of: %(choices)s.") % {"choices": ", ".join(sorted(allowed))},
            code="invalid_choice",
            pointer=pointer,
        )
    return str(value)
