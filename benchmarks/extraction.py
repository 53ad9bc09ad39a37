"""Words a second of the extractor against `nlp.pipe` with all components of the stock pipeline."""

from collections.abc import Callable
from functools import partial

import spacy
from rich.console import Console

from benchmarks.texts import segments, transcript
from benchmarks.timing import processor_seconds
from transcripts.formats import ParsedTranscript, read
from worker.extraction import get_extractor, units
from worker.extraction.cascade import Cascade, Judged
from worker.extraction.scoring import Scorer
from worker.extraction.units import groups

WORDS, ROUNDS = 6_000, 5
GOAL = 1.0


def run(console: Console) -> None:
    work = Work(read(transcript(WORDS).encode(), name="a.txt"))
    own, base, *parts = processor_seconds([work.whole, work.piped, *work.stages.values()], ROUNDS)
    console.print(
        f"extraction      {work.words / own:8,.0f} words/s; stock nlp.pipe, all components "
        f"({', '.join(work.stock.pipe_names)}), over the same groups {work.words / base:,.0f}: "
        f"ratio [bold]{base / own:.2f}[/bold] (goal {GOAL})"
    )
    ends, first, both, read_through = parts
    costs = {
        "sentence ends": ends,
        "n-grams": first,
        "encoder": both - first,
        "parse of the kept": read_through - ends - both,
        "rules and values": own - read_through,
    }
    sentences, encoded, kept = work.shares()
    console.print(
        "                of its time: "
        + ", ".join(f"{name} {seconds / own:.0%}" for name, seconds in costs.items())
        + f"; of {sentences} sentences {encoded:.0%} encoded, {kept:.0%} parsed"
    )


class Work:
    """The same text for every measurement: whole, by the baseline, and by stage."""

    def __init__(self, parsed: ParsedTranscript) -> None:
        self.text, self.pieces = parsed.text, segments(parsed)
        self.words = len(self.text.split())
        self.extractor = get_extractor()
        self.extractor.load()
        self.cascade = self.extractor._cascade
        self.stock = spacy.load(self.extractor.pipeline)
        self.groups = list(groups(units(self.text, self.pieces)))
        self.units = [unit for group in self.groups for unit in group]
        self.ends = [self.cascade.ends(self.text, unit) for unit in self.units]
        cheap = Cascade(self.cascade.nlp, Scorer(self.extractor.model, send=float("inf")))
        self.stages: dict[str, Callable[[], object]] = {
            "sentence ends": self._cut,
            "n-grams": partial(self._judged, cheap),
            "n-grams and encoder": partial(self._judged, self.cascade),
            "all but rules and values": self._read,
        }

    def whole(self) -> None:
        self.extractor.extract(self.text, self.pieces)

    def piped(self) -> None:
        """The baseline: every component on every sentence, over the same groups."""
        with self.stock.memory_zone():
            for group in self.groups:
                said = [self.text[unit.start : unit.end] for unit in group]
                for _ in self.stock.pipe(said, batch_size=len(said)):
                    pass

    def shares(self) -> tuple[int, float, float]:
        """Return how many sentences there are, and the shares encoded and parsed."""
        judged = [one.judgement for one in self._judged(self.cascade)]
        read = [judgement for judgement in judged if judgement is not None]
        encoded = sum(judgement.encoded for judgement in read) / len(judged)
        return len(judged), encoded, sum(map(self.cascade.scorer.keeps, read)) / len(judged)

    def _cut(self) -> None:
        for unit in self.units:
            self.cascade.ends(self.text, unit)

    def _judged(self, by: Cascade) -> list[Judged]:
        return [
            sentence
            for unit, within in zip(self.units, self.ends, strict=True)
            for sentence in by.judge(self.text, unit, within)
        ]

    def _read(self) -> None:
        with self.cascade.nlp.memory_zone():
            for group in self.groups:
                self.cascade.read(self.text, group)
