"""A comparison: "more than", "twice as many", "compared with"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:more|less|fewer|higher|lower|greater|bigger|larger|smaller|better|worse|faster|slower|"
    r"cheaper|older|longer|shorter|stronger|weaker|poorer|richer|safer)(?: [\w'-]+){0,4}? than",
    r"(?:twice|three times|four times|five times|\d+ times|half)(?: as| the| more| that)",
    r"compared (?:with|to)",
    r"in comparison (?:with|to)",
    r"(?:as (?:many|much|high|low|large|big|few)) as",
    r"(?:the same as|different from|outnumber\w*|exceed(?:s|ed)?)",
)

RULE = LexicalRule("comparison", phrases("compares", PATTERN), ClaimType.COMPARISON)
