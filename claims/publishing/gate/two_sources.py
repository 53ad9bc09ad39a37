"""At least two different sources stand behind the verdict."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Citation, Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 30
NEEDED = 2


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    cited = (
        Citation.objects.filter(claim=claim).standing().order_by().values("source").distinct()
    ).count()
    if cited < NEEDED:
        yield Missing(
            "two_sources",
            _("The check needs %(needed)s sources and has %(cited)s.")
            % {"needed": NEEDED, "cited": cited},
            "/citations",
        )
