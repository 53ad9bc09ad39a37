"""A state of affairs: a main verb in the present tense whose subject is not I or you."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent

SPEECH_PARTIES = frozenset({"i", "you"})


def find(view: View) -> Finding | None:
    root = view.root
    subjects = [s for s in view.subjects if s.head == root and s.lower_ not in SPEECH_PARTIES]
    if not subjects:
        return None
    helpers = [child for child in root.children if child.dep_ in {"aux", "auxpass"}]
    finite = helpers[0] if helpers else root
    if finite.tag_ not in {"VBZ", "VBP"}:
        return None
    return found(view, "says how things are", extent(finite))


RULE = Rule("present_fact", find, ClaimType.STATE)
