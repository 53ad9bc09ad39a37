"""The extractor, loaded once a session, and what tests of rules and sentences need of it."""

from collections.abc import Callable

import pytest

from worker.extraction import Extractor, Segment, Sentence, get_extractor
from worker.extraction.rules import RULES, Finding
from worker.extraction.view import View


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    loaded = get_extractor()
    loaded.load()
    return loaded


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Callable[..., list[Sentence]]:
    """Read a text as one paragraph."""

    def _read(text: str, role: str = "speaker") -> list[Sentence]:
        return extractor.extract(text, [Segment(0, len(text), role, "A. Person")])

    return _read


@pytest.fixture(scope="session")
def fires(extractor: Extractor) -> Callable[..., Finding | None]:
    """Apply one rule to one sentence."""
    from worker.extraction.pipeline import make_sentence

    rules = {rule.name: rule for rule in RULES}

    def _fires(name: str, sentence: str, role: str = "speaker") -> Finding | None:
        doc = extractor._cascade.nlp(make_sentence(extractor._cascade.nlp, sentence))
        return rules[name].find(View(next(iter(doc.sents)), role))

    return _fires
