"""What the publisher tells between the speeches."""

from worker.extraction.rules.base import Finding, LexicalRule
from worker.extraction.view import Said


def find(said: Said) -> Finding | None:
    return (
        Finding("is told by the publisher, not said by a speaker")
        if said.role == "narrator"
        else None
    )


RULE = LexicalRule("narrator", find, bar=True)
