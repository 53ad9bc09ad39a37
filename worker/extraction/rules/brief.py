"""Too short to check."""

from worker.extraction.rules.base import Finding, LexicalRule
from worker.extraction.view import Said

SHORTEST = 4


def find(said: Said) -> Finding | None:
    return Finding("is too short to be checked") if len(said.plain_words) < SHORTEST else None


RULE = LexicalRule("brief", find)
