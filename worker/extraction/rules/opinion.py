"""An opinion marked as one: "I think", "in my view", "it seems to us"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:i|we) (?:also |really |just |do |don't |do not |personally |firmly |still )*"
    r"(?:think|believe|consider|suppose|guess|doubt|disagree|reckon|suspect|assume|feel)",
    r"in (?:my|our) (?:view|opinion|judg?ment)", r"to my mind", r"(?:it )?seem(?:s|ed)?",
    r"as far as i'm concerned", r"i'm (?:sure|certain|convinced|confident)",
    r"i am (?:sure|certain|convinced|confident)", r"frankly", r"of course", r"naturally",
)  # fmt: skip

RULE = LexicalRule("opinion", phrases("is marked as an opinion", PATTERN))
