"""Quantiles of a length of time, computed by the database."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, DurationField


class Quantiles(Aggregate):
    """The lengths of time that each share (0 to 1) of the rows does not exceed; null of no row."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(ARRAY[%(shares)s]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DurationField())

    def __init__(self, expression: Any, *shares: float) -> None:
        super().__init__(expression, shares=", ".join(map(str, map(float, shares))))
