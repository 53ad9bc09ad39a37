"""Sentences as the command line shows them: a table to read, or JSON to work with."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from shutil import get_terminal_size
from textwrap import wrap

from worker.extraction.types import Segment, Sentence

SCORE_WIDTH = 6
SPEAKER_WIDTH = 20
NARROWEST = 80
WHY_SHARE = 0.4
SHOWN_REASONS = 4
LEAST = 0.05


def as_json(
    sentences: Sequence[Sentence],
    segments: Sequence[Segment],
    event_date: date | None,
) -> str:
    """Return a list with one object a sentence; times and date are left out where unknown."""
    items = [_item(sentence, segments, event_date) for sentence in sentences]
    return json.dumps(items, ensure_ascii=False, indent=2)


def as_table(sentences: Sequence[Sentence], *, everything: bool) -> str:
    """Return a table of score, speaker, claim and why; with `everything`, each reason's weight.

    Reasons of no visible weight are left out of it.
    """
    width = max(get_terminal_size((120, 24)).columns, NARROWEST)
    free = width - SCORE_WIDTH - SPEAKER_WIDTH - 6
    why_width = int(free * WHY_SHARE)
    widths = (SCORE_WIDTH, SPEAKER_WIDTH, free - why_width, why_width)
    rows = [_row(("SCORE", "SPEAKER", "CLAIM", "WHY"), widths)]
    for sentence in sentences:
        mark = "*" if everything and sentence.is_claim else ""
        cells = (
            f"{sentence.score:.2f}{mark}",
            sentence.speaker or sentence.role,
            " ".join(sentence.text.split()),
            _why(sentence, everything=everything),
        )
        rows.append(_row(cells, widths))
    claims = sum(sentence.is_claim for sentence in sentences)
    rows.append(
        f"{len(sentences)} sentences, {claims} claims" if everything else f"{claims} claims"
    )
    return "\n".join(rows)


def _item(
    sentence: Sentence, segments: Sequence[Segment], event_date: date | None
) -> dict[str, object]:
    item = asdict(sentence)
    item["reasons"] = [reason.as_dict() for reason in sentence.reasons]
    item["quantities"] = [quantity.as_dict() for quantity in sentence.quantities]
    item["dates"] = [dated.as_dict() for dated in sentence.dates]
    start_ms = segments[sentence.first_segment].start_ms
    if start_ms is not None:
        item["start_ms"] = start_ms
        item["end_ms"] = segments[sentence.last_segment].end_ms
    if event_date is not None:
        item["event_date"] = event_date.isoformat()
    return item


def _why(sentence: Sentence, *, everything: bool) -> str:
    if everything:
        weighty = (reason for reason in sentence.reasons if abs(reason.weight) >= LEAST)
        return "; ".join(f"{reason.weight:+.1f} {reason.text}" for reason in weighty)
    for_it = [reason.text for reason in sentence.reasons if reason.weight >= LEAST]
    return "; ".join(for_it[:SHOWN_REASONS])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    columns = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        line = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
        lines.append(line.rstrip())
    return "\n".join(lines)
