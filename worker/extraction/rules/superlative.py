"""A superlative or a record: "the highest", "the only", "never before", "the first"."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, words_pattern

PATTERN = words_pattern(
    r"the (?:only|first|second|third|last|most|least|number one) [\w-]+",
    r"(?:in|of) (?:all |our |recorded |modern |american |british |the )*history",
    r"(?:ever|never) (?:before|been)",
    r"record (?:high|low|number|levels?|year|sums?)",
    r"all-time",
    r"for the first time",
)
PRAISE = frozenset({"best", "least", "most", "last", "latest"})


def find(view: View) -> Finding | None:
    for token in view.with_tag({"JJS"}):
        if token.lower_ not in PRAISE:
            return found(view, "claims an extreme", extent(token))
    return found(view, "claims an extreme", view.search(PATTERN))


RULE = Rule("superlative", find, ClaimType.COMPARISON)
