"""Words a second of the extractor against the stock pipeline with the same stock components."""

import time
from collections.abc import Callable, Sequence

import spacy
from rich.console import Console

from benchmarks.texts import segments, transcript
from transcripts.formats import read
from worker.extraction import get_extractor, units
from worker.extraction.units import groups

WORDS, ROUNDS = 6_000, 5
GOAL = 0.8


def _seconds(works: Sequence[Callable[[], object]]) -> list[float]:
    """The best of ROUNDS for each, in turn, in processor time: the least disturbed by others."""
    best = [float("inf")] * len(works)
    for number in range(ROUNDS + 1):
        for which, work in enumerate(works):
            started = time.process_time()
            work()
            if number:  # the first fills the caches
                best[which] = min(best[which], time.process_time() - started)
    return best


def run(console: Console) -> None:
    parsed = read(transcript(WORDS).encode(), name="a.txt")
    pieces = segments(parsed)
    extractor = get_extractor()
    extractor.load()
    stock = spacy.load(extractor.pipeline)
    stock.select_pipes(
        enable=[name for name in stock.pipe_names if name in extractor._nlp.pipe_names]
    )
    said = [
        [parsed.text[unit.start : unit.end] for unit in group]
        for group in groups(units(parsed.text, pieces))
    ]

    def mine() -> None:
        extractor.extract(parsed.text, pieces)

    def piped() -> None:
        with stock.memory_zone():
            for texts in said:
                for _ in stock.pipe(texts, batch_size=len(texts)):
                    pass

    def singly() -> None:
        with stock.memory_zone():
            for texts in said:
                for text in texts:
                    stock(text)

    words = sum(len(text.split()) for texts in said for text in texts)
    own, base, single = _seconds([mine, piped, singly])
    console.print(
        f"extraction      {words / own:8,.0f} words/s; stock nlp.pipe over the same groups "
        f"{words / base:,.0f}: ratio [bold]{base / own:.2f}[/bold] (goal {GOAL}); "
        f"stock, unit by unit {words / single:,.0f}: ratio {single / own:.2f}"
    )
