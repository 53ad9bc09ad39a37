"""What ought to be done: "should", "must", "we need to", "have to"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"should(?:n't)?", r"must(?:n't)?", r"ought to", r"(?:we|you|they|i) (?:need|have|has|got) to",
    r"(?:we|you|they)'ve got to", r"needs? to be", r"has to be", r"have to be",
)  # fmt: skip

RULE = LexicalRule("obligation", phrases("says what ought to be", PATTERN))
