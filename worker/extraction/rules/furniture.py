"""The page around a transcript: headlines, "share", "leave a reply"."""

from worker.extraction.rules.base import BAR_WEIGHT, Finding, Rule
from worker.extraction.view import View


def find(view: View) -> Finding | None:
    return (
        Finding("belongs to the page, not to the conversation")
        if view.role == "furniture"
        else None
    )


RULE = Rule("furniture", BAR_WEIGHT, find, bar=True)
