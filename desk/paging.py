"""Long lists, page by page: the newest first, each page going on before the last one's id."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from desk.parsing import row_id


def newest_first(request: HttpRequest, rows: Any, size: int) -> tuple[list[Any], dict[str, Any]]:
    """The rows that `?before=` asks for, and for the template `cursor` (of the next page, or
    empty) and `further` (whether this is not the first)."""
    before = row_id(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: size + 1])
    shown = found[:size]
    cursor = shown[-1].pk if len(found) > size else ""
    return shown, {"cursor": cursor, "further": before is not None}
