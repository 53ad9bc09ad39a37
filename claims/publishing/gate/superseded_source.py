"""No source was superseded, or the editor said to know of it and to cite it all the same."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing
from claims.publishing.superseded import known_to, on_cited

ORDER = 45


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    known = known_to(verdict) if verdict is not None else set()
    for mark in on_cited(claim):
        if mark.pk not in known:
            yield Missing(
                "superseded_source",
                _(
                    "“%(source)s” was superseded: withdraw it, or decide knowing that "
                    "(%(who)s says: %(reason)s)."
                )
                % {"source": mark.source, "who": mark.said_by, "reason": mark.reason},
                "/acknowledged",
            )
