"""What every format yields, and how it says that a file is none of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext as _


class Unreadable(Exception):
    """The file as a whole cannot be read: a code for programs, a sentence for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Item:
    """A ClaimReview and where it stands: a JSON pointer, or `line 12`.

    `whole`: it is all that is known of the check, so it replaces what was there; else what it
    does not say stays as it was. `deleted`: its publisher took it back; the markup is its address.
    """

    at: str
    markup: dict[str, Any]
    whole: bool = True
    deleted: bool = False


def parse_json(text: str) -> Any:
    """Raises Unreadable for what is no JSON, NaN and depths beyond the parser included."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(
            "json",
            _("The file is no valid JSON: %(why)s (line %(line)s, column %(column)s).")
            % {"why": error.msg, "line": error.lineno, "column": error.colno},
        ) from error
    except RecursionError as error:
        raise Unreadable("json", _("The JSON is nested too deeply.")) from error
    except ValueError as error:
        raise Unreadable("json", _("The JSON holds a number that cannot be read.")) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
