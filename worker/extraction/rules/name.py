"""A name anywhere in the sentence: a person, body, country or people that can be looked up."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import NAMES, View, extent


def find(view: View) -> Finding | None:
    named = next((entity for entity in view.span.ents if entity.label_ in NAMES), None)
    if named is None:
        return None
    words = [token for token in named if token.lower_ != "the"]
    return found(view, "names somebody or somewhere", extent(*words)) if words else None


RULE = Rule("name", find)
