"""A law, treaty, court or rule: "Article 7 of the Charter", "illegal", "a resolution"."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.types import ClaimType
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"(?:articles?|sections?|clauses?|chapters?) \d+\w*",
    r"(?:un)?constitution(?:al|ally)?",
    r"(?:il|un)?(?:legal|lawful)(?:ly)?",
    r"(?:security council |un |general assembly )?resolutions?(?: \d+)?",
    r"treat(?:y|ies)",
    r"charter",
    r"international law",
    r"(?:the|this|that|of|under|by|against) law",
    r"laws",
    r"legislation",
    r"statutes?",
    r"sanctions",
    r"convention on",
    r"[a-z][\w-]+ act(?: \d{4})?",
    r"court(?: of [\w]+)? (?:ruled|held|found|struck)",
    r"(?:supreme|high|appeal) court",
    r"unsanctioned",
    r"(?:pursuant to|in breach of|ratified)",
)

RULE = LexicalRule("law_or_rule", phrases("speaks of a law or rule", PATTERN), ClaimType.LAW)
