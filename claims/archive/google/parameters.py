"""Query parameters as Google's clients send them, and the tokens of their pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from django.core import signing
from django.utils.translation import gettext as _

from api.exceptions import FieldProblem, InvalidInput
from claims import limits

#: Google's system parameters that change nothing here.
IGNORED = frozenset(
    {"alt", "key", "prettyPrint", "quotaUser", "$.xgafv", "uploadType", "upload_protocol"}
)
DEFAULT_PAGE = 10
_INT32 = 2**31 - 1
_SALT = "claims.archive.google"


def checked(query: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """The parameters without Google's own. Raises InvalidInput for unknown ones."""
    if unknown := sorted(set(query) - IGNORED - set(known)):
        raise InvalidInput(
            _("Invalid JSON payload received. Unknown name %(name)s: Cannot bind query parameter.")
            % {"name": f'"{unknown[0][:60]}"'},
            errors=[FieldProblem(f"/{name[:60]}", _("Unknown name.")) for name in unknown[:10]],
        )
    if query.get("alt", "json") != "json":
        raise InvalidInput(_("Only JSON is answered here."), pointer="/alt")
    found = {name: value for name, value in query.items() if name in known}
    for name, value in found.items():
        if "\x00" in value or len(value) > limits.URL:
            raise InvalidInput(_("This value cannot be read."), pointer=f"/{name}")
    return found


def number(query: Mapping[str, str], name: str, default: int) -> int:
    """An int32 from 0 on."""
    raw = query.get(name)
    if raw is None:
        return default
    value = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 11 else -1
    if not 0 <= value <= _INT32:
        raise InvalidInput(
            _("Invalid value at '%(name)s' (TYPE_INT32).") % {"name": name}, pointer=f"/{name}"
        )
    return value


def page_size(query: Mapping[str, str]) -> int:
    """How many results; more than there may be are as many as there may be."""
    return min(number(query, "pageSize", DEFAULT_PAGE) or DEFAULT_PAGE, limits.SEARCH_PAGE)


def write_token(query: Mapping[str, str], position: int) -> str:
    """Where the next page begins, good for these parameters alone."""
    return signing.dumps([_binding(query), position], salt=_SALT)


def read_token(query: Mapping[str, str]) -> int | None:
    """The position in `pageToken`; None where there is none. Raises InvalidInput."""
    raw = query.get("pageToken")
    if not raw:
        return None
    try:
        binding, position = signing.loads(raw, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidInput(_("The page token is invalid."), pointer="/pageToken") from error
    if binding != _binding(query):
        raise InvalidInput(_("The page token belongs to other parameters."), pointer="/pageToken")
    return int(position)


def _binding(query: Mapping[str, str]) -> str:
    free = ("pageToken", "pageSize", "offset")
    bound = json.dumps(sorted((k, v) for k, v in query.items() if k not in free))
    return hashlib.sha256(bound.encode()).hexdigest()[:16]
