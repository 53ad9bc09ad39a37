"""The filters of GET claims/ as a saved search keeps them: a URL's query, validated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.exceptions import DomainError, FieldProblem, InvalidInput
from claims.api.filters import ClaimFilter
from claims.models import Claim
from notify import limits

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

#: Of the order of a list, and of what the last run no longer finds, there is no news.
_NOT_KEPT = frozenset({"ordering", "superseded"})
NAMES = frozenset(ClaimFilter.base_filters) - _NOT_KEPT


def cleaned(query: str, owner: User) -> str:
    """The query in one spelling. Raises InvalidInput with what is wrong in it."""
    if len(query) > limits.QUERY:
        raise InvalidInput(
            _("At most %(limit)s characters.") % {"limit": limits.QUERY}, pointer="/query"
        )
    said = QueryDict(query.removeprefix("?"))
    pairs = sorted((name, value) for name, values in said.lists() for value in values if value)
    if unknown := sorted({name for name, _value in pairs} - NAMES):
        raise InvalidInput(
            _("There is no such filter: %(names)s.") % {"names": ", ".join(unknown)},
            code="unknown_parameter",
            pointer="/query",
        )
    if not pairs:
        raise InvalidInput(_("Name at least one filter."), code="empty", pointer="/query")
    kept = urlencode(pairs)
    _found(kept, owner)
    return kept


def found_by(query: str, owner: User) -> QuerySet[Claim]:
    """The claims that it finds for its owner now; none where a filter is not theirs any more."""
    try:
        return _found(query, owner)
    except DomainError:
        return Claim.objects.none()


def _found(query: str, owner: User) -> QuerySet[Claim]:
    """Raises DomainError for a value that is none, and for a filter that is not for this role."""
    asks = SimpleNamespace(user=owner)
    claims = Claim.objects.visible_to(owner)
    filters = ClaimFilter(data=QueryDict(query), queryset=claims, request=asks)
    if not filters.is_valid():
        errors = filters.errors.as_data()
        raise InvalidInput(
            _("Some filters are wrong."),
            errors=[
                FieldProblem("/query", f"{name}: {message}", "invalid")
                for name, found in errors.items()
                for error in found
                for message in error.messages
            ],
        )
    found: QuerySet[Claim] = filters.qs
    return found
