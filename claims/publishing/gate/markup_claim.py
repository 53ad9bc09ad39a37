"""claimReviewed: there, short, clear, and without the verdict in it."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing

ORDER = 110
LONGEST = 75  # characters; readers of the markup cut off what is longer
UNCLEAR = "[unclear]"  # what the extractor, and people who type up recordings, write for a gap


def lint(markup: Markup) -> Iterator[Missing]:
    said = markup.document.get("claimReviewed")
    if not isinstance(said, str) or not said.strip():
        yield Missing("claim_reviewed", _("The claim has no words."), "/normalised")
        return
    if len(said) > LONGEST:
        yield Missing(
            "claim_length",
            _("The claim has %(n)s characters; search pages show about %(most)s.")
            % {"n": len(said), "most": LONGEST},
            "/normalised",
            blocks=False,
        )
    if UNCLEAR in said.lower():
        yield Missing(
            "claim_unclear",
            _("A word of the claim is still marked as unclear."),
            "/normalised",
            blocks=False,
        )
    for label in sorted(markup.labels, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", said, re.IGNORECASE):
            yield Missing(
                "claim_holds_verdict",
                _("The claim holds the words of a verdict: “%(label)s”.") % {"label": label},
                "/normalised",
                blocks=False,
            )
            return
