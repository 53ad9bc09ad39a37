"""A condition: "if", "would", "unless", "suppose"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"if(?! any)", r"would(?:n't)?", r"unless", r"suppos(?:e|ing)", r"were to", r"imagine",
    r"(?:we|you|they|he|she|i|it)'d (?!been|had|voted|said)",
)  # fmt: skip

RULE = LexicalRule("hypothetical", phrases("depends on a condition", PATTERN))
