"""A date or a span of time that can be looked up: "in 2013", "in the past few weeks"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:1[5-9]|20)\d\d(?:s|-\d\d)?",
    r"(?:last|past|previous) (?:few |\w+ )?(?:years?|months?|weeks?|days?|decades?|quarter)",
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december) "
    r"\d\d?(?:st|nd|rd|th)?",
    r"(?:\w+ )?(?:years?|months?|weeks?|days?|decades?) ago",
    r"since (?:the|world|last|world war)",
    r"within \w+ (?:hours|days|weeks|months|years)",
)

RULE = LexicalRule("date", phrases("says when", PATTERN))
