"""What the publisher tells between the speeches."""

from worker.extraction.rules.base import BAR_WEIGHT, Finding, Rule
from worker.extraction.view import View


def find(view: View) -> Finding | None:
    return (
        Finding("is told by the publisher, not said by a speaker")
        if view.role == "narrator"
        else None
    )


RULE = Rule("narrator", BAR_WEIGHT, find, bar=True)
