"""A matter of public record: jobs, taxes, hospitals, troops, crime."""

from worker.extraction.rules.base import LexicalRule, phrases
from worker.extraction.view import words_pattern

PATTERN = words_pattern(
    r"jobs?", r"(?:un)?employment", r"(?:un)?employed", r"tax(?:es|ed|payers?)?", r"inflation",
    r"budgets?", r"deficits?", r"debts?", r"spending", r"econom(?:y|ies)", r"wages?", r"poverty",
    r"trade", r"exports?", r"imports?", r"imported", r"hospitals?", r"nurses?", r"doctors?",
    r"schools?", r"teachers?", r"patients", r"waiting (?:lists?|times?)", r"crimes?", r"police",
    r"prisons?", r"immigra\w+", r"asylum", r"refugees?", r"borders?", r"troops", r"soldiers",
    r"airstrikes?", r"missiles?", r"nuclear", r"weapons?", r"(?:health|social) care",
    r"health insurance", r"pensions?", r"welfare", r"emissions", r"oil", r"gas", r"energy",
    r"housing", r"homes", r"homeless\w*", r"nhs", r"medicare", r"medicaid", r"social security",
)  # fmt: skip

RULE = LexicalRule("public_matter", phrases("is about a public matter", PATTERN))
