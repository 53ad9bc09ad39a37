"""The number of a verdict lies between the worst and the best, and the worst is at least 1."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from claims.publishing.gate.base import Markup, Missing

ORDER = 140


def lint(markup: Markup) -> Iterator[Missing]:
    rating = markup.part("reviewRating")
    given = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if all(one is None for one in given):
        return  # a level beside the scale has a name only
    numbers = [_number(one) for one in given]
    worst, value, best = numbers
    if worst is None or value is None or best is None:
        yield Missing("rating_numbers", _("The numbers of the verdict are not whole."), "/level")
        return
    if worst < 1:
        yield Missing("worst_rating", _("The lowest number of the scale is below 1."), "/level")
    if best <= worst:
        yield Missing("best_rating", _("The scale has fewer than two numbers."), "/level")
    elif not worst <= value <= best:
        yield Missing("rating_range", _("The number is outside the scale."), "/level")


def _number(given: Any) -> float | None:
    """Numbers that are written as text are read as well, as other readers do."""
    if isinstance(given, bool):
        return None
    try:
        return float(given)
    except (TypeError, ValueError):
        return None
