"""One group of units through the stages: sentence ends, a judgement each, a parse of those kept.

1. A unit is tokenised and cut at its marks; only a long stretch without any mark asks the parser.
2. The model judges every sentence that no bare word bars.
3. What reaches the threshold is parsed: each sentence as a document of its own, so that its
   tags and names do not hang on what stands beside it.

Most of what people say is worth no check, so most of it is never parsed.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.extraction.boundaries import stretches, unmarked
from worker.extraction.checkworthiness.model import Judgement
from worker.extraction.pipeline import make_doc, make_sentence, plain_text
from worker.extraction.scoring import Scorer
from worker.extraction.types import Unit
from worker.extraction.units import trim
from worker.extraction.view import Said, View

if TYPE_CHECKING:
    from spacy.language import Language

NOT_FOR_ENDS = ("tagger", "ner")


@dataclass(slots=True)
class Judged:
    """A sentence at [start, end) of the text; `said` is a View once it has been parsed.

    Offsets in `said` and in the judgement count from the sentence's start.
    """

    start: int
    end: int
    said: Said
    judgement: Judgement | None


class Cascade:
    """The stages, each cheaper than the next and meeting more of the text."""

    def __init__(self, nlp: "Language", scorer: Scorer) -> None:
        self.nlp = nlp
        self.scorer = scorer

    def read(self, text: str, group: Sequence[Unit]) -> list[list[Judged]]:
        """Return each unit's sentences, judged, and parsed where they are kept."""
        found = [self.judge(text, unit, self.ends(text, unit)) for unit in group]
        self.parse(
            sentence
            for sentences in found
            for sentence in sentences
            if self.scorer.keeps(sentence.judgement)
        )
        return found

    def ends(self, text: str, unit: Unit) -> list[tuple[int, int]]:
        """Return where the unit's sentences are in the text, without the white space between."""
        doc = make_doc(self.nlp, text[unit.start : unit.end])
        cut = stretches(doc)
        if any(unmarked(doc, first, end) for first, end in cut):
            cut = [(span.start, span.end) for span in self.nlp(doc, disable=NOT_FOR_ENDS).sents]
        ends = [doc[end].idx if end < len(doc) else unit.end - unit.start for _, end in cut]
        starts = [0, *ends][: len(ends)]
        ranges = (
            trim(text, unit.start + start, unit.start + end)
            for start, end in zip(starts, ends, strict=True)
        )
        return [(start, end) for start, end in ranges if start < end]

    def judge(
        self, text: str, unit: Unit, ranges: Sequence[tuple[int, int]], pool: Executor | None = None
    ) -> list[Judged]:
        """Return the unit's sentences with what the model says of them, unparsed.

        The threads of a `pool` judge at the same time; what stands before a sentence is known.
        """
        said = [Said(plain_text(text[start:end]), unit.role) for start, end in ranges]
        before = ["", *(one.raw for one in said[:-1])]
        judgements = (map if pool is None else pool.map)(self.scorer.judge, said, before)
        return [
            Judged(start, end, one, judgement)
            for (start, end), one, judgement in zip(ranges, said, judgements, strict=True)
        ]

    def parse(self, sentences: Iterable[Judged]) -> None:
        """Turn what was said into a View, all sentences in one pass."""
        kept = list(sentences)
        docs = [make_sentence(self.nlp, sentence.said.raw) for sentence in kept]
        read = self.nlp.pipe(docs, batch_size=max(len(docs), 1))
        for sentence, doc in zip(kept, read, strict=True):
            sentence.said = View(doc[:], sentence.said.role)
