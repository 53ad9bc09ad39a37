"""The same claim is not checked at two addresses: readers would find two answers to it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 60


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    others = Verdict.objects.current().exclude(claim=claim)
    twin = others.filter(claim_normalised=claim.shown_normalised).only("claim_id").first()
    if twin is not None:
        yield Missing(
            "same_claim",
            _("Check no. %(id)s is of the same claim, word for word.") % {"id": twin.claim_id},
            "/normalised",
            blocks=False,
        )
