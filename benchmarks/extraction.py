"""Words a second of the extractor against `nlp.pipe` with all components of the stock pipeline."""

import time
from collections.abc import Callable, Sequence

import spacy
from rich.console import Console

from benchmarks.texts import segments, transcript
from transcripts.formats import read
from worker.extraction import get_extractor, units
from worker.extraction.cascade import Cascade
from worker.extraction.scoring import Scorer
from worker.extraction.units import groups

WORDS, ROUNDS = 6_000, 5
GOAL = 1.0


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
    text, pieces = parsed.text, segments(parsed)
    extractor = get_extractor()
    extractor.load()
    cascade = extractor._cascade
    cheap = Cascade(cascade.nlp, Scorer(extractor.model, send=float("inf")))
    stock = spacy.load(extractor.pipeline)
    together = list(groups(units(text, pieces)))
    ends = [[cascade.ends(text, unit) for unit in group] for group in together]

    def mine() -> None:
        extractor.extract(text, pieces)

    def piped() -> None:
        with stock.memory_zone():
            for group in together:
                said = [text[unit.start : unit.end] for unit in group]
                for _ in stock.pipe(said, batch_size=len(said)):
                    pass

    def cut() -> None:
        for group in together:
            for unit in group:
                cascade.ends(text, unit)

    def judged(by: Cascade) -> None:
        for group, ranges in zip(together, ends, strict=True):
            for unit, within in zip(group, ranges, strict=True):
                by.judge(text, unit, within)

    def read_through() -> None:
        with cascade.nlp.memory_zone():
            for group in together:
                cascade.read(text, group)

    words = len(text.split())
    own, base, ending, first, both, reading = _seconds(
        [mine, piped, cut, lambda: judged(cheap), lambda: judged(cascade), read_through]
    )
    console.print(
        f"extraction      {words / own:8,.0f} words/s; stock nlp.pipe, all components "
        f"({', '.join(stock.pipe_names)}), over the same groups {words / base:,.0f}: "
        f"ratio [bold]{base / own:.2f}[/bold] (goal {GOAL})"
    )
    stages = {
        "sentence ends": ending,
        "n-grams": first,
        "encoder": both - first,
        "parse of the kept": reading - ending - both,
        "rules and values": own - reading,
    }
    read_by_stage = [
        sentence
        for group, ranges in zip(together, ends, strict=True)
        for unit, within in zip(group, ranges, strict=True)
        for sentence in cascade.judge(text, unit, within)
    ]
    judgements = [one.judgement for one in read_by_stage if one.judgement is not None]
    encoded = sum(judgement.encoded for judgement in judgements) / len(read_by_stage)
    kept = sum(map(cascade.scorer.keeps, judgements)) / len(read_by_stage)
    console.print(
        "                of its time: "
        + ", ".join(f"{name} {seconds / own:.0%}" for name, seconds in stages.items())
        + f"; of {len(read_by_stage)} sentences {encoded:.0%} encoded, {kept:.0%} parsed"
    )
