"""The claim's citations as one person may see them, each with what is kept of its source."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role, has_role
from claims.evidence.standing import State, standing_of
from claims.models import Citation, Claim
from claims.querysets import marks_of
from desk.comparing import compared
from desk.words import KINDS, STANCES

FILLED = {
    "title": _("the title"),
    "publisher": _("the publisher"),
    "published_on": _("the day"),
}


def citations_of(actor: User, claim: Claim) -> list[Any]:
    """Also those withdrawn since, of which the history tells; with the stances open to me."""
    cited = Citation.objects.filter(claim=claim).with_stance_for(actor).defer("stance")
    shown = cited.select_related("source", "added_by").prefetch_related(marks_of("source"))
    found = list(shown.order_by("id"))
    editor = has_role(actor, Role.EDITOR)
    standing = standing_of(found)
    for one in found:
        one.may_withdraw = editor or one.added_by_id == actor.pk
        one.stance_word = STANCES.get(one.shown_stance, "")
        one.kind_word = KINDS[one.source.kind]
        one.standing = standing[one.pk]
        one.may_remove = editor and one.standing.kept is not None
        one.filled_words = ", ".join(str(FILLED[name]) for name in one.source.machine_filled)
        _differing(one)
    return found


def _differing(one: Any) -> None:
    """Where the page's own words are others: both compared, and how many words are the same."""
    check = one.standing.check
    one.differs, one.share = None, ""
    if one.standing.state == State.APPROXIMATE and check is not None:
        one.differs = compared(one.excerpt, check.passage)
        one.share = f"{check.similarity:.0%}"
