"""The verdict says in a few sentences what was found."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 20


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    if verdict is None or not verdict.summary.strip():
        yield Missing("summary", _("The verdict needs a summary."), "/summary")
