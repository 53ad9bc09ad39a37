"""A finished event: a main verb in the past or perfect tense with its subject."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, plain, word_set

AUXILIARIES = word_set("has have had 've 's was were been 'd got")


def find(view: View) -> Finding | None:
    root = view.root
    if root.tag_ not in {"VBD", "VBN", "VBG"} or not any(s.head == root for s in view.subjects):
        return None
    helpers = [child for child in root.children if child.dep_ in {"aux", "auxpass"}]
    if any(helper.tag_ == "MD" for helper in helpers):
        return None
    past = [h for h in helpers if plain(h) in AUXILIARIES]
    if root.tag_ != "VBD" and not past:
        return None
    return found(view, "says what happened", extent(root, *past))


RULE = Rule("past_fact", find, ClaimType.EVENT)
