"""Loaded into a worker with `celery worker -I`: prints how long a batch took, and reading of it.

Reading is what spaCy and the model do; they never run inside one another.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from worker.extraction import Extractor, Sentence, Unit
from worker.extraction.checkworthiness.model import Judgement, Model

_extract_batch, _make_doc, _pipe = Extractor.extract_batch, Language.make_doc, Language.pipe
_judge = Model.judge
_in_reading = 0.0


def make_doc(self: Language, text: str) -> Doc:
    global _in_reading
    started = time.monotonic()
    try:
        return _make_doc(self, text)
    finally:
        _in_reading += time.monotonic() - started


def pipe(self: Language, *args: Any, **options: Any) -> Iterator[Doc]:
    global _in_reading
    read = _pipe(self, *args, **options)
    while True:
        started = time.monotonic()
        doc = next(read, None)
        _in_reading += time.monotonic() - started
        if doc is None:
            return
        yield doc


def judge(self: Model, *args: Any, **options: Any) -> list[Judgement]:
    global _in_reading
    started = time.monotonic()
    try:
        return _judge(self, *args, **options)
    finally:
        _in_reading += time.monotonic() - started


def extract_batch(self: Extractor, text: str, units: Sequence[Unit], *rest: Any) -> list[Sentence]:
    global _in_reading
    started, _in_reading = time.monotonic(), 0.0
    found = _extract_batch(self, text, units, *rest)
    print(f"STOPWATCH {time.monotonic() - started:.6f} {_in_reading:.6f}", flush=True)
    return found


Extractor.extract_batch = extract_batch  # type: ignore[method-assign]
Language.make_doc, Language.pipe = make_doc, pipe  # type: ignore[method-assign]
Model.judge = judge  # type: ignore[method-assign]
