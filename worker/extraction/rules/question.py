"""A question by its mark."""

import re

from worker.extraction.rules.base import Finding, LexicalRule
from worker.extraction.view import Said

MARK = re.compile(r"[?？؟‽]")


def find(said: Said) -> Finding | None:
    mark = said.search(MARK)
    return None if mark is None else Finding("asks a question", *mark)


RULE = LexicalRule("question", find, bar=True)
