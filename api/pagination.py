"""KeysetPagination: pages without counts that neither skip nor repeat rows when rows come in.

A view names its order as `keyset = ("-rank", "-id")`; a page is the rows after the last one
seen, found by row comparison `(rank, id) < (x, y)` on an index over the same columns.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from copy import copy
from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core import signing
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.exceptions import InvalidInput

_SALT = "api.pagination"
_Row = TypeVar("_Row")


class KeysetPagination(BasePagination):
    """For querysets of any order whose columns are not null and whose last one is unique.

    The view gives `keyset`, or `get_keyset()` where the order follows a parameter: fields, or
    annotations of the queryset. One direction for all columns makes a row comparison; mixed
    directions an equivalent OR.
    """

    default_keyset: ClassVar[tuple[str, ...]] = ("id",)
    cursor_param = "cursor"
    size_param = "page_size"

    def paginate_queryset(  # type: ignore[override]  # a list has no keys to page by
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        keyset = _keyset_of(view) or self.default_keyset
        size = self._page_size(request)
        binding = self._binding(request, keyset)
        queryset = queryset.order_by(*keyset)
        if raw := request.query_params.get(self.cursor_param):
            values = _read_cursor(raw, binding)
            queryset = queryset.filter(after(keyset, _parse(queryset, keyset, values)))
        rows = list(queryset[: size + 1])
        page = rows[:size]
        self._next: str | None = None
        if len(rows) > size:
            self._next = self._url(
                request, _write_cursor(binding, _fields(queryset, keyset), page[-1])
            )
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})

    def _page_size(self, request: Request) -> int:
        raw = request.query_params.get(self.size_param)
        if raw is None:
            return int(settings.PAGE_SIZE)
        largest = int(settings.PAGE_SIZE_MAX)
        size = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
        if not 1 <= size <= largest:
            raise InvalidInput(
                _("A page has 1 to %(limit)s rows.") % {"limit": largest},
                code="page_size",
                pointer=f"/{self.size_param}",
            )
        return size

    def _binding(self, request: Request, keyset: Sequence[str]) -> str:
        """What a cursor is good for: this list, these filters, this order."""
        free = {self.cursor_param, self.size_param}
        filters = sorted(
            (name, value)
            for name, values in request.query_params.lists()
            if name not in free
            for value in values
        )
        bound = json.dumps([request.path, filters, list(keyset)])
        return hashlib.sha256(bound.encode()).hexdigest()[:24]

    def _url(self, request: Request, cursor: str) -> str:
        query = request.query_params.copy()
        query[self.cursor_param] = cursor
        return request.build_absolute_uri(f"{request.path}?{urlencode(list(query.lists()), True)}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """For drf-spectacular."""
        return [
            {
                "name": self.cursor_param,
                "in": "query",
                "required": False,
                "description": "From `next` of the page before; with the same filters and order.",
                "schema": {"type": "string"},
            },
            {
                "name": self.size_param,
                "in": "query",
                "required": False,
                "description": "Rows on a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": settings.PAGE_SIZE_MAX,
                    "default": settings.PAGE_SIZE,
                },
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For drf-spectacular."""
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The next page; null on the last.",
                },
            },
        }


class PositionPagination(KeysetPagination):
    """For rows that were computed out of what no longer changes: a page is the rows after the
    first so many."""

    next: str | None = None

    @classmethod
    def schema_parameters(cls) -> list[OpenApiParameter]:
        """Of a view that answers with more than its rows, which says its parameters itself."""
        size = {"type": "integer", "minimum": 1, "maximum": settings.PAGE_SIZE_MAX}
        return [
            OpenApiParameter(cls.cursor_param, str, description="From `next` of the page before."),
            OpenApiParameter(cls.size_param, size, description="Rows on a page."),
        ]

    def page_of(self, rows: Sequence[_Row], request: Request) -> Sequence[_Row]:
        """The page that the request asks for; `next` leads on from it."""
        size = self._page_size(request)
        binding = self._binding(request, ("position",))
        raw = request.query_params.get(self.cursor_param)
        done = int(_read_cursor(raw, binding)[0]) if raw else 0
        if done + size < len(rows):
            self.next = self._url(request, _signed(binding, [str(done + size)]))
        return rows[done : done + size]


def after(keyset: Sequence[str], values: Sequence[Any]) -> Any:
    """The condition "comes after the row with these values" under an order."""
    names = [name.removeprefix("-") for name in keyset]
    falling = {name.startswith("-") for name in keyset}
    if len(falling) == 1 and len(names) > 1:
        comparison = TupleLessThan if falling == {True} else TupleGreaterThan
        return comparison(tuple(F(name) for name in names), tuple(values))
    lookups = ["lt" if name.startswith("-") else "gt" for name in keyset]
    ways = []
    for position, (name, lookup) in enumerate(zip(names, lookups, strict=True)):
        same = Q(**dict(zip(names[:position], values[:position], strict=True)))
        ways.append(same & Q(**{f"{name}__{lookup}": values[position]}))
    # The first bound is implied by the rest; it is what an index can start from.
    bound = Q(**{f"{names[0]}__{lookups[0]}e": values[0]})
    return bound & reduce(Q.__or__, ways)


def _keyset_of(view: APIView | None) -> tuple[str, ...]:
    getter = getattr(view, "get_keyset", None)
    return tuple(getter() if getter else getattr(view, "keyset", ()))


def _fields(queryset: QuerySet[Any], keyset: Iterable[str]) -> list["Field[Any, Any]"]:
    found = []
    for name in keyset:
        field = _field(queryset, name.removeprefix("-"))
        if not isinstance(field, Field) or field.null:
            raise TypeError(f"{name} cannot order pages: it may be null.")
        found.append(field)
    return found


def _field(queryset: QuerySet[Any], name: str) -> Any:
    """A column of the table, or an annotation, as a field that reads it off a row."""
    if name not in queryset.query.annotations:
        return queryset.model._meta.get_field(name)
    field = copy(queryset.query.annotations[name].output_field)
    field.set_attributes_from_name(name)
    return field


def _write_cursor(binding: str, fields: Iterable["Field[Any, Any]"], row: Model) -> str:
    return _signed(binding, [field.value_to_string(row) for field in fields])


def _signed(binding: str, values: Sequence[str]) -> str:
    return signing.dumps([binding, list(values)], salt=_SALT, compress=True)


def _read_cursor(raw: str, binding: str) -> list[str]:
    try:
        bound_to, values = signing.loads(raw, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidInput(
            _("This is not a cursor from here."), code="cursor", pointer="/cursor"
        ) from error
    if bound_to != binding:
        raise InvalidInput(
            _("The cursor belongs to other filters or another order. Start from the first page."),
            code="cursor",
            pointer="/cursor",
        )
    return list(values)


def _parse(queryset: QuerySet[Any], keyset: Sequence[str], values: Sequence[str]) -> list[Any]:
    fields = _fields(queryset, keyset)
    return [field.to_python(value) for field, value in zip(fields, values, strict=True)]
