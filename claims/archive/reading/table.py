"""CSV with a header: one fact-check a row. Comma, semicolon or tab, as the header has it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from claims.archive.reading.base import Item, Unreadable

#: Column -> path in the ClaimReview. docs/api.md lists them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "url": ("url",),
    "claim": ("claimReviewed",),
    "rating": ("reviewRating", "alternateName"),
    "claimant": ("itemReviewed", "author", "name"),
    "claim_date": ("itemReviewed", "datePublished"),
    "appearance": ("itemReviewed", "firstAppearance", "url"),
    "publisher": ("author", "name"),
    "title": ("name",),
    "language": ("inLanguage",),
    "review_date": ("datePublished",),
    "rating_value": ("reviewRating", "ratingValue"),
    "best_rating": ("reviewRating", "bestRating"),
    "worst_rating": ("reviewRating", "worstRating"),
}
NEEDED = ("url", "claim", "rating")
_TYPES = {
    ("itemReviewed",): "Claim",
    ("itemReviewed", "author"): "Person",
    ("itemReviewed", "firstAppearance"): "CreativeWork",
    ("author",): "Organization",
    ("reviewRating",): "Rating",
}


def items(text: str) -> list[Item]:
    """A row says what its columns say; what is known besides stays."""
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        _known(columns)
        return [
            Item(f"line {rows.line_num}", _markup(dict(zip(columns, row, strict=False))), False)
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise Unreadable(
            "csv", _("Line %(n)s: %(why)s.") % {"n": rows.line_num, "why": error}
        ) from error


def _known(columns: list[str]) -> None:
    """A file whose columns are not understood is refused whole, before half of it is kept."""
    missing = [name for name in NEEDED if name not in columns]
    unknown = sorted({name for name in columns if name not in COLUMNS})
    doubled = sorted(name for name, times in Counter(columns).items() if times > 1)
    for code, names in (("column_missing", missing), ("column_unknown", unknown),
                        ("column_doubled", doubled)):  # fmt: skip
        if names:
            raise Unreadable(
                code,
                _("Columns: %(names)s. The header names some of %(known)s; %(needed)s must be.")
                % {
                    "names": ", ".join(repr(name[:60]) for name in names[:10]),
                    "known": ", ".join(COLUMNS),
                    "needed": ", ".join(NEEDED),
                },
            )


def _markup(row: dict[str, str]) -> dict[str, Any]:
    markup: dict[str, Any] = {"@type": "ClaimReview"}
    for column, path in COLUMNS.items():
        value = row.get(column, "").strip()
        if not value:
            continue
        here = markup
        for depth, name in enumerate(path[:-1], 1):
            here = here.setdefault(name, {"@type": _TYPES[path[:depth]]})
        here[path[-1]] = value
    return markup
