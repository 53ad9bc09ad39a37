"""What is yet to come or only possible: "will", "is going to", "may", "could"."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import View, extent, plain, word_set, words_pattern

MODALS = word_set("will 'll wo shall may might could")
GOING_TO = words_pattern(r"(?:is|are|'s|'re) (?:not )?(?:going|about|likely|bound) to")


def find(view: View) -> Finding | None:
    for token in view.with_tag({"MD"}):
        if plain(token) in MODALS:
            return found(view, "speaks of the future or of what may be", extent(token))
    return found(view, "speaks of the future or of what may be", view.search(GOING_TO))


RULE = Rule("prediction", find)
