"""Verdicts on what people confirmed to be one claim: which of them say something else.

Such a verdict may be right: what was true in spring need not be in autumn. It needs a reason.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from claims.matching.groups import group_of
from claims.models import Claim, RatingLevel, Verdict
from claims.services import checks


def twins_of(claim: Claim) -> list[Verdict]:
    """What is published of the confirmed twins of a claim. Two queries."""
    others = [pk for pk in group_of(claim.pk).claims if pk != claim.pk]
    if not others:
        return []
    found = Verdict.objects.current().filter(claim__in=others).select_related("level")
    return list(found.order_by("published_at", "pk"))


def differing(claim: Claim, level: RatingLevel) -> list[Verdict]:
    """The twins' published verdicts that say something else than this level would."""
    return [one for one in twins_of(claim) if says_other(one, level)]


def says_other(verdict: Verdict, level: RatingLevel) -> bool:
    """Whether readers would find two answers. Scales change: the same word is the same answer."""
    return verdict.level_id != level.pk and verdict.level_label.casefold() != level.label.casefold()


def reason_for(claim: Claim, level: RatingLevel, given: str) -> str:
    """The reason as it is kept: "" where nothing differs.

    Raises InvalidInput at /twin_reason, with the twins, where one is needed and none was given.
    """
    reason = checks.reason(given, required=False, pointer="/twin_reason")
    others = differing(claim, level)
    if others and not reason:
        detail = _("The same claim has another verdict, %(twins)s: say why this one differs.")
        raise InvalidInput(
            detail % {"twins": named(others)},
            code="twin_reason_required",
            pointer="/twin_reason",
            twins=as_problem(others),
        )
    return reason if others else ""


def named(verdicts: list[Verdict]) -> str:
    """ "no. 12 (Mostly true), no. 15 (False)"."""
    return ", ".join(f"no. {one.claim_id} ({one.level_label})" for one in verdicts)


def as_problem(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """For a problem's body."""
    return [{"claim": one.claim_id, "level_label": one.level_label} for one in verdicts]
