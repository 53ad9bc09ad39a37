"""The installation knows who publishes and where; the operator sets it."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 50
NEEDED = ("PUBLIC_URL", "PUBLISHER_NAME")


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    for name in NEEDED:
        if not getattr(settings, name):
            yield Missing(
                name.lower(),
                _("The setting %(name)s is empty: ask the operator.") % {"name": name},
                "",
            )
