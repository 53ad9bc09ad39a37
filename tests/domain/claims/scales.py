"""Scales that tests begin with."""

from claims import services
from claims.models import RatingScale
from tests.domain.claims.conftest import Desk

WORDS = [{"label": "Holds"}, {"label": "Misleads"}, {"label": "Does not hold"}]
TWO = [{"label": "No", "number": 1}, {"label": "Yes", "number": 2}]


def default() -> RatingScale:
    found: RatingScale = RatingScale.objects.get(is_default=True)
    return found


def labels(scale: RatingScale) -> list[str]:
    return list(scale.levels.order_by("position").values_list("label", flat=True))


def in_words(desk: Desk, *, ratings_required: int = 1) -> RatingScale:
    made: RatingScale = services.create_scale(
        actor=desk.editor,
        name="Words",
        levels=WORDS,
        ratings_required=ratings_required,
        make_default=True,
    )
    return made
