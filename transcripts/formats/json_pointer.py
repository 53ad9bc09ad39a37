"""Strict JSON: every complaint names its place; no doubled keys, NaN or broken characters."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NoReturn

from .base import FormatError, is_blank
from .decode import find_control, normalise
from .phrases import Phrase, _


class _Constant:
    """NaN or Infinity, which JSON does not have."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Object(dict[str, object]):
    """An object that remembers the first key it was given twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.doubled: str | None = None
        for key, _value in pairs:
            if key in seen:
                self.doubled = key
                break
            seen.add(key)


class Place:
    """A value in a JSON document and the pointer (RFC 6901) to it."""

    def __init__(self, value: object, pointer: str = "") -> None:
        self.value = value
        self.pointer = pointer

    def refuse(self, code: str, what: Phrase) -> NoReturn:
        """Raise a FormatError for this place."""
        where = self.pointer or _("the document")
        said = _("At %(place)s: %(what)s") % {"place": where, "what": what}
        raise FormatError(code, said, pointer=self.pointer)

    def members(self, allowed: Collection[str] | None) -> dict[str, Place]:
        """The members of an object that may have the keys `allowed` and no others; None: any."""
        value = self.value
        if not isinstance(value, _Object):
            self._refuse_kind(_("an object is expected, not %(kind)s."))
        if value.doubled is not None:
            self._member(value.doubled).refuse("syntax", _("the key comes twice."))
        for key in value:
            if allowed is not None and key not in allowed:
                what = _("the key is unknown; known are %(known)s.")
                self._member(key).refuse("syntax", what % {"known": ", ".join(allowed)})
        return {key: self._member(key, member) for key, member in value.items()}

    def items(self) -> list[Place]:
        """The items of an array."""
        if not isinstance(self.value, list):
            self._refuse_kind(_("an array is expected, not %(kind)s."))
        return [Place(item, f"{self.pointer}/{i}") for i, item in enumerate(self.value)]

    def string(self, *, lines: bool = False, limit: int | None = None) -> str:
        """A string in normal form, with something to see in it; newlines only with `lines`.

        `limit` counts code points.
        """
        if not isinstance(self.value, str):
            self._refuse_kind(_("a string is expected, not %(kind)s."))
        if any("\ud800" <= c <= "\udfff" for c in self.value):
            self.refuse("encoding", _("half of a surrogate pair is no character."))
        text = normalise(self.value)
        if control := find_control(text):
            what = _("the control character %(character)s is not accepted.")
            self.refuse("control_character", what % {"character": f"U+{ord(control[0]):04X}"})
        if is_blank(text):
            self.refuse("empty", _("the string is empty."))
        if not lines and "\n" in text:
            self.refuse("syntax", _("the string must be a single line."))
        if limit is not None and len(text.strip()) > limit:
            what = _("the string has %(count)s characters; at most %(limit)s are accepted.")
            counts = {"count": f"{len(text.strip()):,}", "limit": f"{limit:,}"}
            self.refuse("string_too_long", what % counts)
        return text

    def milliseconds(self) -> int:
        """Seconds, as a number, in whole milliseconds."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._refuse_kind(_("a number of seconds is expected, not %(kind)s."))
        if value < 0:
            self.refuse("timing", _("the time is negative."))
        if value > 2_147_483:
            self.refuse("timing", _("the time is too late."))
        return round(value * 1000)

    def _refuse_kind(self, what: Phrase) -> NoReturn:
        self.refuse("syntax", what % {"kind": _kind(self.value)})

    def _member(self, key: str, value: object = None) -> Place:
        safe = key.encode("utf-8", "backslashreplace").decode()
        return Place(value, f"{self.pointer}/{safe.replace('~', '~0').replace('/', '~1')}")


def _kind(value: object) -> Phrase | str:
    if value is None or isinstance(value, _Constant):
        return "null" if value is None else value.name
    names = {
        _Object: _("an object"),
        list: _("an array"),
        str: _("a string"),
        bool: _("true or false"),
    }
    return names.get(type(value), _("a number"))


def load(text: str) -> Place:
    """Parse `text`; raises `syntax` with line and column where it is no JSON."""
    try:
        value = json.loads(text, object_pairs_hook=_Object, parse_constant=_Constant)
    except json.JSONDecodeError as error:
        raise FormatError(
            "syntax",
            _("The file is no valid JSON: %(what)s (line %(line)d, column %(column)d).")
            % {"what": error.msg, "line": error.lineno, "column": error.colno},
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise FormatError("syntax", _("The JSON is nested too deeply.")) from None
    except ValueError:
        raise FormatError("syntax", _("The JSON holds a number that is too long.")) from None
    return Place(value)
