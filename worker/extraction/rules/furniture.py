"""The page around a transcript: headlines, "share", "leave a reply"."""

from worker.extraction.rules.base import Finding, LexicalRule
from worker.extraction.view import Said


def find(said: Said) -> Finding | None:
    return (
        Finding("belongs to the page, not to the conversation")
        if said.role == "furniture"
        else None
    )


RULE = LexicalRule("furniture", find, bar=True)
