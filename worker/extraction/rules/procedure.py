"""The running of the meeting: "thank you", "order", "let me answer", "next question"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"thank you", r"thanks", r"(?:next|last|final|first|second|another|my|a|your) "
    r"(?:\w+ )?question", r"order", r"point of order",
    r"let me (?:just |also |now |first |then |first of all )?"
    r"(?:answer|say|finish|respond|tell|begin|start|ask|turn|help|add|explain|repeat|be|make)",
    r"(?:i|we)(?:'d| would| should) like to "
    r"(?:ask|hear|say|repeat|stress|draw|add|know|thank|begin)",
    r"i (?:want to|wanted to|must|can|repeat|beg to|wonder|give way)(?: say| ask| move)?",
    r"(?:please )?go ahead", r"right hon(?:ourable|\.)? (?:friend|gentleman|lady)",
    r"the floor", r"(?:the )?(?:motion|amendment) be", r"will (?:my|the) (?:right )?hon",
    r"that is all", r"this is one thing", r"(?:we|you) have \w+ (?:seconds|minutes)",
    r"(?:seconds|minutes) (?:to|each|left|remaining)", r"moderators?", r"rebuttal",
    r"(?:you|we) (?:spoke|asked|began) (?:about|with|me|us)", r"agenda", r"adjourn\w*",
)  # fmt: skip

RULE = LexicalRule("procedure", phrases("is about the running of the meeting", PATTERN))
