"""What another party said or agreed to: "according to", "the minister told", "they agreed"."""

from worker.extraction.rules.base import Finding, Rule, found
from worker.extraction.types import ClaimType
from worker.extraction.view import View, extent, word_set, words_pattern

PHRASES = words_pattern(
    r"according to",
    r"(?:reports?|figures|statistics|data|evidence|studies|research|polls?|surveys?|documents?) "
    r"(?:that|show\w*|suggest\w*|say\w*|from|indicate\w*|prove\w*)",
    r"(?:is|are|was|were|been) (?:reported|alleged|confirmed|said to|accused)",
)
VERBS = word_set(
    "said says told stated reported announced claimed confirmed denied admitted warned showed "
    "calculated estimated agreed suggested called found concluded promised accused argues"
)


def find(view: View) -> Finding | None:
    span = view.search(PHRASES)
    if span is None:
        for subject in view.subjects:
            verb = subject.head
            if verb.lower_ in VERBS and subject.lower_ not in {"i", "it", "who", "which", "you"}:
                span = extent(subject, verb)
                break
    return found(view, "reports what others said or found", span)


RULE = Rule("attribution", find, ClaimType.ATTRIBUTION)
