"""Says that something does not exist or never happened: "There is no resolution"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"there (?:is|are|was|were|has been|have been) (?:no|neither|not (?:a|any|one)|never)",
    r"neither [\w' -]{1,60} nor",
    r"no [\w' -]{1,80} (?:has|have|had) (?:ever|been|yet)",
    r"(?:has|have|had|was|were|did) never(?! mind)",
    r"never (?:once|had|was|were|broke|voted|said|signed)",
    r"(?:nobody|no one|no-one|none) (?:has|have|had|was|were|is|of)",
    r"not (?:one|a single)",
)

RULE = LexicalRule(
    "negated_existence",
    phrases("denies that something exists or happened", PATTERN),
    ClaimType.STATE,
)
