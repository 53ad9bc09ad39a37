"""Strict JSON: every complaint names its place; no doubled keys, NaN or broken characters."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NoReturn

from .base import FormatError, is_blank
from .decode import find_control, normalise


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
        for key, _ in pairs:
            if key in seen:
                self.doubled = key
                break
            seen.add(key)


class Place:
    """A value in a JSON document and the pointer (RFC 6901) to it."""

    def __init__(self, value: object, pointer: str = "") -> None:
        self.value = value
        self.pointer = pointer

    def refuse(self, code: str, detail: str) -> NoReturn:
        """Raise a FormatError for this place."""
        where = self.pointer or "the document"
        raise FormatError(code, f"At {where}: {detail}", pointer=self.pointer)

    def members(self, allowed: Collection[str] | None) -> dict[str, Place]:
        """The members of an object that may have the keys `allowed` and no others; None: any."""
        value = self.value
        if not isinstance(value, _Object):
            self.refuse("syntax", f"an object is expected, not {_kind(value)}.")
        if value.doubled is not None:
            self._member(value.doubled).refuse("syntax", "the key comes twice.")
        for key in value:
            if allowed is not None and key not in allowed:
                known = ", ".join(allowed)
                self._member(key).refuse("syntax", f"the key is unknown; known are {known}.")
        return {key: self._member(key, member) for key, member in value.items()}

    def items(self) -> list[Place]:
        """The items of an array."""
        if not isinstance(self.value, list):
            self.refuse("syntax", f"an array is expected, not {_kind(self.value)}.")
        return [Place(item, f"{self.pointer}/{i}") for i, item in enumerate(self.value)]

    def string(self, *, lines: bool = False) -> str:
        """A string in normal form, with something to see in it; newlines only with `lines`."""
        if not isinstance(self.value, str):
            self.refuse("syntax", f"a string is expected, not {_kind(self.value)}.")
        if any("\ud800" <= c <= "\udfff" for c in self.value):
            self.refuse("encoding", "half of a surrogate pair is no character.")
        text = normalise(self.value)
        if control := find_control(text):
            code = f"U+{ord(control[0]):04X}"
            self.refuse("control_character", f"the control character {code} is not accepted.")
        if is_blank(text):
            self.refuse("empty", "the string is empty.")
        if not lines and "\n" in text:
            self.refuse("syntax", "the string must be a single line.")
        return text

    def milliseconds(self) -> int:
        """Seconds, as a number, in whole milliseconds."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse("syntax", f"a number of seconds is expected, not {_kind(value)}.")
        if value < 0:
            self.refuse("timing", "the time is negative.")
        if value > 2_147_483:
            self.refuse("timing", "the time is too late.")
        return round(value * 1000)

    def _member(self, key: str, value: object = None) -> Place:
        safe = key.encode("utf-8", "backslashreplace").decode()
        return Place(value, f"{self.pointer}/{safe.replace('~', '~0').replace('/', '~1')}")


def _kind(value: object) -> str:
    if isinstance(value, _Constant):
        return value.name
    names = {_Object: "an object", list: "an array", str: "a string", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def load(text: str) -> Place:
    """Parse `text`; raises `syntax` with line and column where it is no JSON."""
    try:
        value = json.loads(text, object_pairs_hook=_Object, parse_constant=_Constant)
    except json.JSONDecodeError as error:
        raise FormatError(
            "syntax",
            f"The file is no valid JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise FormatError("syntax", "The JSON is nested too deeply.") from None
    except ValueError:
        raise FormatError("syntax", "The JSON holds a number that is too long.") from None
    return Place(value)
