"""JSON as it is meant: UTF-8, whole characters, no key twice, no NaN, no depth that breaks it."""

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from api.exceptions import InvalidInput

_HALF = re.compile(r"[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")


class StrictJSONParser(JSONParser):
    """Refuses what other parsers pass on silently; every refusal is a 400 problem."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            text = stream.read().decode("utf-8")
            body = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            said = _("The body is not UTF-8: byte %(byte)s.") % {"byte": error.start}
            raise ParseError(said) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ValueError as error:
            said = _("JSON parse error: %(what)s") % {"what": error}
            raise ParseError(said) from error
        if _HALF_ESCAPED.search(text):
            _refuse_halves(body)
        return body


def _refuse_halves(body: Any) -> None:
    """Half of a surrogate pair, as only an escape can write it, can be neither stored nor sent."""
    waiting: list[tuple[str, Any]] = [("", body)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            if any(map(_HALF.search, value)):
                _refuse_half(pointer)
            waiting += [(_below(pointer, name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(_below(pointer, str(at)), inner) for at, inner in enumerate(value)]
        elif isinstance(value, str) and _HALF.search(value):
            _refuse_half(pointer)


def _refuse_half(pointer: str) -> None:
    said = _("Half of a surrogate pair is no character: see %(where)s.")
    where = pointer or _("the names of the object")
    raise InvalidInput(said % {"where": where}, code="surrogate", pointer=pointer)


def _below(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("the key “%(key)s” is given twice") % {"key": double})
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(_("%(name)s is not JSON") % {"name": name})
