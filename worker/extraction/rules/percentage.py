"""A percentage: "fell by 5 per cent", "12%", "five percentage points"."""

import re

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType

PATTERN = re.compile(r"\b[\w.,]*\w[ -]?(%|per ?cent\b|percentage points?\b)|\bper ?cent\b")

RULE = LexicalRule("percentage", phrases("gives a percentage", PATTERN), ClaimType.QUANTITY)
