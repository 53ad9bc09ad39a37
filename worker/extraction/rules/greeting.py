"""A greeting, thanks or farewell that says nothing else."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.view import Said, View, words_pattern

OPENING = words_pattern(
    r"good (?:morning|afternoon|evening|night|day|bye)",
    r"hello", r"hi", r"dear (?:friends|colleagues)", r"goodbye", r"bye",
    r"(?:you are |you're )?(?:very )?welcome",
    r"ladies and gentlemen", r"all the best", r"best wishes", r"congratulations",
    r"(?:many )?thanks", r"(?:i |we )?thank(?:ing)? (?:you|the|my|everyone|everybody)",
    r"(?:nice|good|great|lovely) to (?:see|meet|be|have)", r"happy (?:birthday|new year|christmas)",
    r"merry christmas", r"god bless", r"cheers", r"see you",
    r"(?:have|enjoy) (?:a|the) (?:good|nice)",
)  # fmt: skip
LONGEST_LEAD_IN = 20
LONGEST_GREETING = 8
THANKS = frozenset({"thank", "thanks", "welcome", "bless", "thanking"})
CONTENT = frozenset({"VBD", "VBZ", "VBP"})


def find(view: View) -> Finding | None:
    span = _opening(view)
    if span is None:
        return None
    rest = [token for token in view.words if token.idx >= span[1]]
    short = len(rest) <= LONGEST_GREETING and not any(token.tag_ in CONTENT for token in rest)
    if not short and view.root.lower_ not in THANKS:
        return None
    return found(view, "greets or thanks", span)


def may_find(said: Said) -> bool:
    """Tell whether it opens like a greeting."""
    return _opening(said) is not None


def _opening(said: Said) -> tuple[int, int] | None:
    span = said.search(OPENING)
    if span is None or span[0] - said.start > LONGEST_LEAD_IN:
        return None
    lead_in = said.text[: span[0] - said.start]
    if any(character.isalnum() for character in lead_in) and "," not in lead_in:
        return None
    return span


RULE = Rule("greeting", find, bar=True, may_find=may_find)
