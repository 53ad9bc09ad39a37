"""The speaker's own mind: hopes, likes, regrets, wants, memories."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:i|we) (?:do not |don't |didn't |did not |also |really |would |very much |just |always )*"
    r"(?:hope|wish|love|like|hate|feel|want|regret|fear|care|appreciate|respect|enjoy|trust|"
    r"remember|understand|know|agree|support|recall|welcome|look forward|have great respect)",
    r"(?:i am|i'm|we are|we're) (?:\w+ )?(?:glad|happy|sorry|proud|pleased|grateful|honou?red|"
    r"afraid|delighted|worried|sad|excited|disappointed|busy)",
    r"unfortunately", r"my (?:heart|hope|dream|feeling|wish)",
)  # fmt: skip

RULE = LexicalRule("feeling", phrases("speaks of the speaker's own mind", PATTERN))
