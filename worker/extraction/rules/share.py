"""A quantity without a figure: "half of", "millions of", "a majority", "most of"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:half|a third|a quarter|two[- ]thirds|three[- ]quarters) (?:of|the|a|our|all)",
    r"one in \w+",
    r"(?:hundreds|thousands|millions|billions|trillions|dozens|scores) of",
    r"(?:a|the|vast) (?:vast |great )?(?:majority|minority) of",
    r"one out of \w+",
    r"(?:none|not one|not a single) of",
)

RULE = LexicalRule("share", phrases("names a share or a rough number", PATTERN), ClaimType.QUANTITY)
