"""Builds the spaCy pipeline, and our scorer as a component of any English one.

In a notebook, with the rest of a parsed pipeline before it:

    import worker.extraction.pipeline
    nlp.add_pipe("onrecord_checkworthiness", config={"threshold": 0.4})
    [(sentence._.onrecord_assessment.score, sentence.text) for sentence in nlp(text).sents]
"""

import re
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from worker.extraction.boundaries import BOUNDARIES
from worker.extraction.checkworthiness.model import PACKAGED, Model
from worker.extraction.scoring import Scorer
from worker.extraction.view import Said, View

CHECK_WORTHINESS = "onrecord_checkworthiness"
UNUSED = ("lemmatizer", "attribute_ruler")
LONGEST_WORD = 200

_WHITE_SPACE = re.compile(r"\s")
_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD},}}")

if not Doc.has_extension("onrecord_role"):
    Doc.set_extension("onrecord_role", default="speaker")
    Span.set_extension("onrecord_assessment", default=None)


def load_pipeline(name: str) -> Language:
    """Load the model with our sentence ends; raises OSError when it is not installed."""
    nlp = spacy.load(name, exclude=list(UNUSED))
    nlp.add_pipe(BOUNDARIES, first=True)
    return nlp


@Language.factory(
    CHECK_WORTHINESS,
    assigns=["span._.onrecord_assessment"],
    default_config={"model": None, "threshold": None, "send": None},
)
def create_checkworthiness(
    nlp: Language, name: str, model: str | None, threshold: float | None, send: float | None
) -> "CheckWorthiness":
    """Make the component; it stands behind whatever ends sentences, best behind parser and names.

    `model` is a folder instead of the packaged one; `threshold` and `send` replace the card's.
    """
    judge = Model(PACKAGED if model is None else Path(model))
    judge.load()
    return CheckWorthiness(Scorer(judge, threshold=threshold, send=send))


class CheckWorthiness:
    """Asks the scorer about each sentence and keeps its answer on the sentence."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        before, parsed, role = "", doc.has_annotation("DEP"), doc._.onrecord_role
        for span in doc.sents:
            said = View(span, role) if parsed else Said(span.text, role, span.start_char)
            judgement = self.scorer.judge(said, before)
            span._.onrecord_assessment = self.scorer.assess(said, judgement)
            before = said.raw.strip() or before
        return doc


def plain_text(text: str) -> str:
    """Return a unit's text as it is read, every offset in place.

    White space becomes plain spaces, so that a caption's line end parts no sentence. A "word"
    past LONGEST_WORD characters, which no language has, is masked: spaCy's tokeniser needs time
    in the square of its length.
    """
    text = _WHITE_SPACE.sub(" ", text)
    return _OVERLONG.sub(lambda match: "x" * len(match[0]), text)


def make_doc(nlp: Language, text: str) -> Doc:
    """Tokenise a text so that every offset in it is one in the text."""
    return nlp.make_doc(plain_text(text))


def make_sentence(nlp: Language, text: str) -> Doc:
    """Tokenise a text as exactly one sentence."""
    doc = make_doc(nlp, text)
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc
