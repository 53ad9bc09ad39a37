"""Builds the spaCy pipeline: the installed English model with our two components."""

import re
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from worker.extraction.boundaries import BOUNDARIES
from worker.extraction.scoring import RuleScorer

if TYPE_CHECKING:
    from worker.extraction.scoring import Scorer

CHECK_WORTHINESS = "onrecord_checkworthiness"
UNUSED = ("lemmatizer", "attribute_ruler")
LONGEST_WORD = 200

_WHITE_SPACE = re.compile(r"\s")
_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD},}}")

if not Doc.has_extension("onrecord_role"):
    Doc.set_extension("onrecord_role", default="speaker")
    Span.set_extension("onrecord_assessment", default=None)


def load_pipeline(name: str) -> Language:
    """Load the model and add our components; raises OSError when it is not installed."""
    nlp = spacy.load(name, exclude=list(UNUSED))
    nlp.add_pipe(BOUNDARIES, first=True)
    nlp.add_pipe(CHECK_WORTHINESS, last=True)
    return nlp


@Language.factory(CHECK_WORTHINESS, assigns=["span._.onrecord_assessment"])
def create_checkworthiness(nlp: Language, name: str) -> "CheckWorthiness":
    """Make the component; it must stand after the parser and the entity recogniser."""
    return CheckWorthiness(RuleScorer())


class CheckWorthiness:
    """Asks a scorer about each sentence and keeps its answer on the sentence."""

    def __init__(self, scorer: "Scorer") -> None:
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        sentences = list(doc.sents)
        assessments = self.scorer.assess(sentences, doc._.onrecord_role)
        for sentence, assessment in zip(sentences, assessments, strict=True):
            sentence._.onrecord_assessment = assessment
        return doc


def make_doc(nlp: Language, text: str, role: str) -> Doc:
    """Tokenise a unit so that every offset in it is one in the text.

    White space becomes plain spaces, so that a caption's line end parts no sentence. A "word"
    past LONGEST_WORD characters, which no language has, is masked: spaCy's tokeniser needs time
    in the square of its length.
    """
    text = _WHITE_SPACE.sub(" ", text)
    text = _OVERLONG.sub(lambda match: "x" * len(match[0]), text)
    doc = nlp.make_doc(text)
    doc._.onrecord_role = role
    return doc


def make_sentence(nlp: Language, text: str) -> Doc:
    """Tokenise one line as exactly one sentence."""
    doc = make_doc(nlp, text, "speaker")
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc
