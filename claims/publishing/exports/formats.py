"""How a row is written: CSV for spreadsheets, JSON Lines for programs.

A spreadsheet takes a cell that begins with =, +, -, @ for a formula and runs it. Such a text
gets an apostrophe in front in CSV; JSON Lines holds every text as it is.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

#: What begins a formula somewhere, in the wide forms of East Asian keyboards too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
Row = Mapping[str, Any]


def to_csv(columns: Sequence[str], rows: Iterable[Row], *, first: bool) -> bytes:
    """RFC 4180, UTF-8; `first` has the line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if first:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
    return out.getvalue().encode()


def to_jsonl(columns: Sequence[str], rows: Iterable[Row], *, first: bool) -> bytes:
    """One object a line, UTF-8, names in the order of the columns."""
    lines = [
        json.dumps(
            {name: _plain(row[name]) for name in columns}, ensure_ascii=False, allow_nan=False
        )
        + "\n"
        for row in rows
    ]
    return "".join(lines).encode()


Write = Callable[..., bytes]
FORMATS: dict[str, tuple[Write, str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "jsonl": (to_jsonl, "application/jsonl; charset=utf-8"),
}


def _cell(value: Any) -> Any:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """The text, so that no spreadsheet runs it."""
    seen = text.lstrip("\ufeff\u200b \u00a0")
    if text[:1] in _FORMULA or seen[:1] in _FORMULA:
        return f"'{text}"
    return text


def _plain(value: Any) -> Any:
    """Moments in UTC and days as ISO 8601 has them."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
