"""Sources that were superseded and are cited all the same, as an editor said who knew of it.

A verdict names the marks it knows. What readers see of a mark, the day and what takes the
source's place, is copied with it, so that nothing about a check changes before an editor acts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from claims.models import Citation, Claim, Supersession, Verdict


def known(marks: Iterable[int], sources: Iterable[int]) -> list[dict[str, Any]]:
    """Of these marks those that stand on one of the sources, as a verdict copies them.

    Each is `supersession` and `source` (ids), `on` (ISO date), `replaced_by` (url and title, or
    null).
    """
    rows = Supersession.objects.standing().filter(pk__in=set(marks), source__in=set(sources))
    return [_copy(one) for one in rows.select_related("replaced_by").order_by("source")]


def _copy(mark: Supersession) -> dict[str, Any]:
    by = mark.replaced_by
    return {
        "supersession": mark.pk,
        "source": mark.source_id,
        "on": mark.created_at.date().isoformat(),
        "replaced_by": {"url": by.url, "title": str(by)} if by else None,
    }


def known_to(verdict: Verdict) -> set[int]:
    """The marks that the verdict names."""
    return {one["supersession"] for one in verdict.superseded_sources}


def on_cited(claim: Claim) -> list[Supersession]:
    """The marks on the sources that the claim cites now, one a source. One query."""
    cited = _cited(claim).values("source")
    rows = Supersession.objects.standing().filter(source__in=cited)
    return list(rows.select_related("source", "said_by", "replaced_by").order_by("source"))


def cited_sources(claim: Claim) -> set[int]:
    """Ids of the sources that the claim cites now."""
    return set(_cited(claim).values_list("source", flat=True))


def _cited(claim: Claim) -> Any:
    return Citation.objects.filter(claim=claim).standing().order_by()


def check_marks(claim: Claim, marks: Iterable[int]) -> list[int]:
    """The ids, each of a mark on a source that was brought to the claim; else InvalidInput."""
    given = list(marks)
    ours = Supersession.objects.filter(pk__in=given, source__citations__claim=claim)
    found = set(ours.order_by().values_list("pk", flat=True))
    for index, pk in enumerate(given):
        if pk not in found:
            raise InvalidInput(
                _("No source of the claim has this mark."), pointer=f"/acknowledged/{index}"
            )
    return given
