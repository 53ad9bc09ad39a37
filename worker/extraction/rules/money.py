"""A sum of money: "£3 billion", "40,000 euros"."""

import re

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType

SCALE = r"(?:[ -]?(?:thousand|million|billion|trillion|bn|tn|m|k)\b)?"
CURRENCY = r"(?:dollars?|pounds?|euros?|pence|cents|roubles?|rubles?|yen|rupees?|francs|sterling)"
PATTERN = re.compile(
    rf"[$£€¥]\s?\d[\d,.]*\d*{SCALE}"
    rf"|\b(?:[\d,.]*\d|\w+)(?:[ -](?:thousand|million|billion|trillion))* {CURRENCY}\b"
)

RULE = LexicalRule("money", phrases("names a sum of money", PATTERN), ClaimType.QUANTITY)
