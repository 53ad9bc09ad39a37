"""Words a second of the extractor against the stock pipeline with the same stock components."""

import time
from collections.abc import Callable

import spacy
from rich.console import Console

from benchmarks.texts import segments, transcript
from transcripts.formats import read
from worker.extraction import get_extractor, units

WORDS, ROUNDS = 6_000, 3
GOAL = 0.8


def _seconds(work: Callable[[], object]) -> float:
    """The best of ROUNDS, in processor time: the least disturbed by others."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def run(console: Console) -> None:
    parsed = read(transcript(WORDS).encode(), name="a.txt")
    pieces = segments(parsed)
    extractor = get_extractor()
    extractor.load()
    ours = extractor._nlp
    stock = spacy.load(extractor.pipeline)
    stock.select_pipes(enable=[name for name in stock.pipe_names if name in ours.pipe_names])
    said = [parsed.text[u.start : u.end] for u in units(parsed.text, pieces)]

    def plain() -> None:
        with stock.memory_zone():
            for text in said:
                stock(text)

    def piped() -> None:
        with stock.memory_zone():
            for _ in stock.pipe(said, batch_size=64):
                pass

    words = sum(len(text.split()) for text in said)
    base, pipe = _seconds(plain), _seconds(piped)
    mine = _seconds(lambda: extractor.extract(parsed.text, pieces))
    console.print(
        f"extraction      {words / mine:8,.0f} words/s; stock, unit by unit {words / base:,.0f}: "
        f"ratio [bold]{base / mine:.2f}[/bold] (goal {GOAL}); "
        f"stock, nlp.pipe of 64 units {words / pipe:,.0f}: ratio {pipe / mine:.2f}"
    )
