"""Puts the checks of a page into the archive: what is new, what changed, what is as it was.

A page is written with its row locked, so two imports of it follow each other. Its checks are told
apart by the claim's words; a claim that was reworded keeps its row, as far as that can be told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims import limits
from claims.archive.markup import Facts, Markup, Refused, facts_of, site_of
from claims.archive.models import FactCheck, FactCheckImport, FactCheckPage

_COLUMNS = (
    "claim_key", "url", "site", "publisher", "title", "language", "claim_text", "claimant",
    "claimed_at", "reviewed_at", "newest_at", "rating_text", "rating_value", "rating_best",
    "rating_worst",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A ClaimReview that may be taken in: where it stood, what it says."""

    at: str
    markup: Markup
    facts: Facts


@dataclass(slots=True)
class Outcome:
    """How many checks of a page were new, changed, and as they were; which ones to match."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    changed: list[int] = field(default_factory=list)


def is_ours(url: str) -> bool:
    """Whether the address is one of our own published checks, which no archive overrules."""
    return bool(settings.PUBLIC_URL) and url.startswith(f"{settings.PUBLIC_URL}/")


def store_page(
    url: str, found: Sequence[Found], *, whole: bool, came_from: FactCheckImport | None
) -> tuple[FactCheckPage, Outcome]:
    """In the caller's transaction. Raises Refused for our own pages and withdrawn ones.

    `whole`: these are all checks of the page, each as it is to be; else they are added to what is
    known, and what they do not say stays.
    """
    if is_ours(url):
        raise Refused("own_check", _("This is one of our own checks."), "url")
    if len(found) > limits.FACT_CHECKS_ON_A_PAGE:
        raise Refused(
            "too_many_on_a_page",
            _("A page has at most %(limit)s checks.") % {"limit": limits.FACT_CHECKS_ON_A_PAGE},
        )
    page, _new = FactCheckPage.objects.get_or_create(url=url, defaults={"site": site_of(url)})
    page = FactCheckPage.objects.select_for_update(no_key=True).get(pk=page.pk)
    if page.withdrawn_at is not None and came_from is not None:
        raise Refused("withdrawn", _("This page was taken out of the archive here."), "url")
    outcome = _write(page, found, whole=whole)
    if outcome.created or outcome.updated or page.withdrawn_at is not None:
        FactCheckPage.objects.filter(pk=page.pk).update(
            version=F("version") + (0 if _new else 1),
            came_from=came_from,
            withdrawn_at=None,
            updated_at=Now(),
        )
        page.refresh_from_db()
    return page, outcome


def drop_page(url: str, *, came_from: FactCheckImport) -> Outcome:
    """Hides the checks of a page that its publisher took back; a later import may bring them."""
    page = FactCheckPage.objects.select_for_update(no_key=True).filter(url=url).first()
    hidden = page.fact_checks.shown().update(gone_at=Now()) if page else 0
    if hidden:
        FactCheckPage.objects.filter(url=url).update(
            version=F("version") + 1, came_from=came_from, updated_at=Now()
        )
    return Outcome(updated=hidden)


def _write(page: FactCheckPage, found: Sequence[Found], *, whole: bool) -> Outcome:
    known = {one.claim_key: one for one in page.fact_checks.all()}
    wanted = {one.facts.claim_key: one for one in found}
    left = [one for key, one in known.items() if key not in wanted and one.gone_at is None]
    outcome = Outcome()
    beyond = max((one.position for one in known.values()), default=-1) + 1
    for index, (key, one) in enumerate(wanted.items()):
        row = known.get(key)
        if row is None and whole and left:
            row = left.pop(0)  # its claim was reworded
        position = index if whole else (row.position if row else beyond + index)
        _write_one(page, row, one, position, whole, outcome)
    if whole and left:
        page.fact_checks.filter(pk__in=[one.pk for one in left]).update(gone_at=Now())
        outcome.updated += len(left)
    return outcome


def _write_one(
    page: FactCheckPage,
    row: FactCheck | None,
    found: Found,
    position: int,
    whole: bool,
    outcome: Outcome,
) -> None:
    markup, facts = found.markup, found.facts
    if row is not None and not whole:
        markup = _laid_over(row.markup, markup)
        facts = facts_of(markup)
    if row is None:
        made = FactCheck.objects.create(
            page=page, position=position, markup=markup, **_columns(facts)
        )
        outcome.created += 1
        outcome.changed.append(made.pk)
    elif row.markup == markup and row.position == position and row.gone_at is None:
        outcome.unchanged += 1
    else:
        page.fact_checks.filter(pk=row.pk).update(
            position=position, markup=markup, gone_at=None, updated_at=Now(), **_columns(facts)
        )
        outcome.updated += 1
        outcome.changed.append(row.pk)


def _columns(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in _COLUMNS}


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """What `above` says, and where it says nothing what `below` does.

    Where both say the same in other words (a moment and its day), the fuller one stays.
    """
    result = dict(below)
    for name, value in above.items():
        known = result.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            result[name] = _laid_over(known, value)
        elif not _same(known, value):
            result[name] = value
    return result


def _same(known: Any, value: Any) -> bool:
    """2026-01-31 and 2026-01-31T00:00:00Z are the same day; a type more exact is kept."""
    if not isinstance(known, str) or not isinstance(value, str):
        return bool(known == value)
    return known == value or (len(known) == 10 and value == f"{known}T00:00:00Z")


def withdraw_page(page: FactCheckPage) -> None:
    """Takes a page out of the archive, with its row locked. An import does not bring it back."""
    page.fact_checks.shown().update(gone_at=Now())
    FactCheckPage.objects.filter(pk=page.pk).update(
        withdrawn_at=Now(), updated_at=Now(), version=F("version") + 1
    )
