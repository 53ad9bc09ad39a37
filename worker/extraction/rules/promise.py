"""A promise or plan of the speaker's own side: "we will", "I'm going to"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:i|we)(?:'ll| will| shall|'re going to|'m going to| are going to| am going to| intend"
    r"| plan to| promise| pledge| vow| aim to| want to| am prepared to| are prepared to)",
    r"let's", r"let us", r"my plan", r"our plan", r"i'd (?:like|want)", r"we must",
)  # fmt: skip

RULE = LexicalRule("promise", phrases("promises or plans", PATTERN))
