"""An act on the public record: voted, signed, vetoed, appointed, invaded, banned."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, word_set

VERBS = word_set(
    "voted signed vetoed passed banned approved opposed supported abolished introduced repealed "
    "appointed elected resigned invaded bombed attacked killed arrested deported sentenced "
    "convicted prosecuted built opened closed spent paid borrowed sold bought funded financed "
    "imported exported nationalised privatised sued ratified withdrew withdrawn launched "
    "deployed sent broke ran served won proposed refused blocked committed suspended"
)
TAGS = frozenset({"VBD", "VBN"})


def find(view: View) -> Finding | None:
    for token in view.with_tag(TAGS):
        if token.lower_ in VERBS:
            return found(view, "names an act on the record", extent(token))
    return None


RULE = Rule("public_act", find, ClaimType.EVENT)
