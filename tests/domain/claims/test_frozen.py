"""What the database refuses to change, whoever asks: ratings, and scales in use."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from claims.models import Rating, RatingLevel, RatingScale
from tests.factories import level


def refused(act):
    with pytest.raises(DatabaseError, match=r"final|frozen"), transaction.atomic():
        act()


def test_ratings_are_final(desk, claim):
    rating = desk.take_and_rate(desk.one, claim)
    row = Rating.objects.filter(pk=rating.pk)
    refused(lambda: row.update(level=level(5)))
    refused(lambda: row.update(rationale="Other.", superseded_at=Now()))
    refused(lambda: row._raw_delete(row.db))
    row.update(superseded_at=Now())
    refused(lambda: row.update(superseded_at=None))


def test_a_used_scale_is_frozen(desk, claim):
    desk.do("take", desk.one, claim)
    scale = RatingScale.objects.get(is_default=True)
    levels = RatingLevel.objects.filter(scale=scale)
    refused(lambda: levels.update(label="Else"))
    refused(lambda: levels._raw_delete(levels.db))
    refused(lambda: RatingLevel.objects.create(scale=scale, position=9, label="New"))
    refused(lambda: RatingScale.objects.filter(pk=scale.pk).update(ratings_required=1))
    RatingScale.objects.filter(pk=scale.pk).update(is_default=False)
