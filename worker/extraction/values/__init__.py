"""Reads a claim's values: quantities, dates and the suggested normalised claim."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from worker.extraction.types import DateRange, Quantity
from worker.extraction.values.dates import as_range, dates
from worker.extraction.values.normalise import normalised
from worker.extraction.values.quantities import quantities
from worker.extraction.values.quotes import quoted_ranges
from worker.extraction.view import View

if TYPE_CHECKING:
    from spacy.tokens import Span

Value = TypeVar("Value", Quantity, DateRange)

__all__ = ["Values", "read_values"]


@dataclass(frozen=True, slots=True)
class Values:
    """What one sentence says in numbers and dates, and how it reads standing alone."""

    quantities: tuple[Quantity, ...]
    dates: tuple[DateRange, ...]
    normalised: str


def read_values(
    span: "Span",
    text: str,
    start: int,
    *,
    before: str = "",
    event_date: date | None = None,
    speaker: str | None = None,
) -> Values:
    """Return the values of a sentence that starts at `text[start]`; offsets are the text's.

    `before` is what the same turn said before it, `speaker` the name of the person who speaks.
    """
    view = View(span, "")
    said = text[start : start + len(view.raw)]
    quoted = quoted_ranges(before, view.raw)
    dated = dates(view, event_date, quoted)
    found = quantities(view, [(item.start, item.end) for item in dated])
    ranges = [as_range(view, item, event_date) for item in dated]
    return Values(
        quantities=tuple(_placed(item, text, start) for item in found),
        dates=tuple(_placed(item, text, start) for item in ranges),
        normalised=normalised(view, said, dated, quoted, before, speaker),
    )


def _placed(value: Value, text: str, offset: int) -> Value:
    start, end = offset + value.start, offset + value.end
    return replace(value, text=text[start:end], start=start, end=end)
