"""Where the same claim has another verdict, confirmed since the decision or before: why."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.matching.twins import differing, named
from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 55


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    if verdict is None or verdict.twin_reason:
        return
    others = differing(claim, verdict.level)
    if others:
        yield Missing(
            "twin_reason",
            _("The same claim has another verdict, %(twins)s: say why this one differs.")
            % {"twins": named(others)},
            "/twin_reason",
        )
