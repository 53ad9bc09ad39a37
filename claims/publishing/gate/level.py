"""An editor has set a level, for the claim as it is worded now."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from claims.models import Claim, Verdict
from claims.publishing.gate.base import Missing

ORDER = 10


def check(claim: Claim, verdict: Verdict | None) -> Iterator[Missing]:
    if verdict is None:
        yield Missing("level", _("An editor must set the level of the verdict."), "/level")
    elif verdict.wording != claim.wording:
        yield Missing(
            "level_of_current_wording",
            _("The claim was reworded after the decision: decide again."),
            "/level",
        )
