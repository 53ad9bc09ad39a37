"""Check-worthiness outside American debates: sentences of other registers and Englishes.

The table (invented speakers and figures) was labelled before any model saw it: 1 check-worthy,
0 factual but of no public weight, -1 no claim of fact. `before` is the sentence before it.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from worker.extraction import Extractor, Segment, Sentence

TABLE = Path(__file__).parents[2] / "data" / "registers.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
FLOOR = 0.95
"""Average precision of check-worthy against the rest that was reached; less is a step back."""


def average_precision(ranked: list[bool]) -> float:
    """Of labels in the order of falling scores."""
    hits = [number for number, right in enumerate(ranked, 1) if right]
    return sum(rank / place for rank, place in enumerate(hits, 1)) / len(hits)


def read_row(extractor: Extractor, row: dict[str, Any]) -> Sentence:
    before = row["before"] + " " if "before" in row else ""
    text = before + row["text"]
    found = extractor.extract(text, [Segment(0, len(text), row["role"], "1", None, None)])
    within = [one for one in found if one.end > len(before)]
    return max(within, key=lambda one: (one.is_claim, one.score))


@pytest.fixture(scope="module")
def read(extractor: Extractor) -> list[tuple[dict[str, Any], Sentence]]:
    return [(row, read_row(extractor, row)) for row in ROWS]


def test_the_table_covers_registers_and_englishes() -> None:
    assert len(ROWS) >= 300
    assert len({(row.get("before"), row["text"]) for row in ROWS}) == len(ROWS)
    registers = Counter(row["register"] for row in ROWS)
    assert all(registers[name] >= 30 for name in ("press", "parliament", "interview", "hearing"))
    assert {"gb", "ie", "in", "ng", "ke", "za", "au", "nz", "ca", "us"} <= {
        row["english"] for row in ROWS
    }


def test_check_worthy_sentences_of_every_register_rank_above_the_rest(
    read: list[tuple[dict[str, Any], Sentence]],
) -> None:
    ranked = sorted(read, key=lambda pair: (-pair[1].is_claim, -pair[1].score))
    reached = average_precision([row["label"] == 1 for row, _ in ranked])
    assert reached >= FLOOR, f"average precision {reached:.3f}"


def test_furniture_never_becomes_a_claim(read: list[tuple[dict[str, Any], Sentence]]) -> None:
    furniture = [found for row, found in read if row["role"] == "furniture"]
    assert furniture
    assert not [found.text for found in furniture if found.is_claim]
