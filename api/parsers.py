"""JSON as it is meant: UTF-8, no key twice, no NaN, and no depth that breaks the parser."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """Refuses what other parsers pass on silently; every refusal is a 400 problem."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return json.loads(
                stream.read().decode("utf-8"),
                object_pairs_hook=_without_doubles,
                parse_constant=_no_constant,
            )
        except UnicodeDecodeError as error:
            said = _("The body is not UTF-8: byte %(byte)s.") % {"byte": error.start}
            raise ParseError(said) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ValueError as error:
            said = _("JSON parse error: %(what)s") % {"what": error}
            raise ParseError(said) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("the key “%(key)s” is given twice") % {"key": double})
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(_("%(name)s is not JSON") % {"name": name})
