"""A named person, body or country that does something: "US aviation made ..."."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import NAMES, View, extent, word_set

ACTIONS = frozenset({"VBD", "VBZ", "VBN", "VBG", "VBP"})
LINKS = word_set("is are was were be been 's 're has have had")


def find(view: View) -> Finding | None:
    for subject in view.subjects:
        verb = subject.head
        if verb.tag_ not in ACTIONS or verb.lower_ in LINKS or verb.i < subject.i:
            continue
        named = [t for t in (subject, *subject.children) if t.ent_type_ in NAMES]
        if named:
            return found(view, "names who did what", extent(named[0], subject, verb))
    return None


RULE = Rule("named_actor", find, ClaimType.EVENT)
