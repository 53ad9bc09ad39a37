"""The newsroom's rating scales: made once, frozen once used."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Conflict, InvalidInput, NotVisible
from audit.services import record
from claims import limits
from claims.lifecycle import EDITOR
from claims.models import RatingLevel, RatingScale
from claims.services import checks, locking

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_scale(
    *,
    actor: User,
    name: str,
    levels: Sequence[Mapping[str, Any]],
    ratings_required: int = 2,
    make_default: bool = False,
) -> RatingScale:
    """A scale, or the next version of the name. Levels in order, worst first.

    Each level: label, number or none, description. A scale has numbers or words alone:
    numbers start at 1 and rise with the position; levels without one come last.
    """
    locking.need_role(actor, EDITOR)
    name = checks.text(name, "/name", 100)
    _check_ratings_required(ratings_required)
    cleaned = clean_levels(levels)
    _lock_default()
    last = RatingScale.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    if make_default:
        RatingScale.objects.filter(is_default=True).update(is_default=False)
    scale: RatingScale = RatingScale.objects.create(
        name=name, version=last + 1, ratings_required=ratings_required, is_default=make_default
    )
    _store_levels(scale, cleaned)
    _note(actor, "create", scale, levels=len(cleaned))
    return scale


@transaction.atomic
def edit_scale(
    *, actor: User, scale_id: int, levels: Sequence[Mapping[str, Any]], ratings_required: int
) -> RatingScale:
    """Other levels for a scale that no round has used; a used one is frozen: 409."""
    locking.need_role(actor, EDITOR)
    _check_ratings_required(ratings_required)
    cleaned = clean_levels(levels)
    scale = _lock(scale_id)
    if scale.used_at is not None:
        raise Conflict(
            _("A scale that was used is frozen. Make a new version of it."), code="scale_frozen"
        )
    scale.levels.all().delete()
    _store_levels(scale, cleaned)
    RatingScale.objects.filter(pk=scale.pk).update(ratings_required=ratings_required)
    _note(actor, "edit", scale, levels=len(cleaned))
    scale.refresh_from_db()
    return scale


@transaction.atomic
def make_default(*, actor: User, scale_id: int) -> RatingScale:
    """New rounds use it from now on. Rounds under way keep theirs."""
    locking.need_role(actor, EDITOR)
    _lock_default()
    scale = _lock(scale_id)
    if scale.retired_at is not None:
        raise Conflict(_("A retired scale is not used any more."), code="scale_retired")
    if not scale.is_default:
        RatingScale.objects.filter(is_default=True).update(is_default=False)
        RatingScale.objects.filter(pk=scale.pk).update(is_default=True)
        _note(actor, "make_default", scale)
        scale.refresh_from_db()
    return scale


@transaction.atomic
def retire_scale(*, actor: User, scale_id: int) -> RatingScale:
    """No new round uses it; rounds under way and published verdicts keep it."""
    locking.need_role(actor, EDITOR)
    scale = _lock(scale_id)
    if scale.is_default:
        raise Conflict(_("The default scale stays in use: make another one the default first."))
    if scale.retired_at is None:
        RatingScale.objects.filter(pk=scale.pk).update(retired_at=Now())
        _note(actor, "retire", scale)
        scale.refresh_from_db()
    return scale


def _lock_default() -> None:
    """The default's row is the one lock of all changes to which scales there are."""
    list(RatingScale.objects.select_for_update(no_key=True).filter(is_default=True))


def _lock(scale_id: int) -> RatingScale:
    rows = RatingScale.objects.select_for_update(no_key=True)
    scale: RatingScale | None = rows.filter(pk=scale_id).first()
    if scale is None:
        raise NotVisible(_("There is no such scale."))
    return scale


def _store_levels(scale: RatingScale, levels: Sequence[dict[str, Any]]) -> None:
    RatingLevel.objects.bulk_create(
        RatingLevel(scale=scale, position=position, **level)
        for position, level in enumerate(levels, start=1)
    )


def _note(actor: User, action: str, scale: RatingScale, **values: Any) -> None:
    values = {"name": scale.name, "version": scale.version, **values}
    record(actor=actor, action=action, target=scale, values=values)


def _check_ratings_required(number: int) -> None:
    if not 1 <= number <= 20:
        raise InvalidInput(_("Between 1 and 20 ratings."), pointer="/ratings_required")


def clean_levels(levels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The levels as they may be stored, in order. Raises InvalidInput."""
    if not 2 <= len(levels) <= limits.LEVELS:
        raise InvalidInput(
            _("Between 2 and %(limit)s levels.") % {"limit": limits.LEVELS},
            pointer="/levels",
        )
    cleaned: list[dict[str, Any]] = []
    for index, level in enumerate(levels):
        at = f"/levels/{index}"
        number = level.get("number")
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise InvalidInput(_("A number, or none."), pointer=f"{at}/number")
        cleaned.append(
            {
                "label": checks.text(level.get("label", ""), f"{at}/label", limits.LABEL),
                "number": number,
                "description": checks.text(
                    level.get("description", ""), f"{at}/description", 1_000, required=False
                ),
            }
        )
    if len({level["label"].casefold() for level in cleaned}) < len(cleaned):
        raise InvalidInput(_("Labels must differ."), pointer="/levels")
    _check_numbers([level["number"] for level in cleaned])
    return cleaned


def _check_numbers(numbers: list[int | None]) -> None:
    numbered = [number for number in numbers if number is not None]
    if not numbered:
        return
    if len(numbered) < 2:
        raise InvalidInput(_("At least two levels have a number, or none has."), pointer="/levels")
    if not numbered[0] >= 1 or numbered[-1] > 100:
        raise InvalidInput(_("Numbers are 1 to 100."), pointer="/levels")
    if any(a >= b for a, b in itertools.pairwise(numbered)):
        raise InvalidInput(_("Numbers rise from level to level."), pointer="/levels")
    if None in numbers[: len(numbered)]:
        raise InvalidInput(_("Levels without a number come last."), pointer="/levels")
