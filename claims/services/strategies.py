"""Whom an editor's claims go to, one after the other: strategies of assignment, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from api.exceptions import InvalidInput

if TYPE_CHECKING:
    from accounts.models import User


class Strategy(Protocol):
    """Made anew for one act, with the people who may be given claims; raises InvalidInput."""

    def __init__(self, reviewers: Sequence[User]) -> None: ...

    def candidates(self) -> Sequence[User]:
        """For the next claim: whom to ask first, second and so on."""

    def given(self, reviewer: User) -> None:
        """That the last claim went to them."""


class ByHand:
    """Everything to the one person who was named."""

    def __init__(self, reviewers: Sequence[User]) -> None:
        if len(reviewers) != 1:
            raise InvalidInput(_("Name one reviewer."), code="one_reviewer", pointer="/reviewers")
        self._reviewers = reviewers

    def candidates(self) -> Sequence[User]:
        return self._reviewers

    def given(self, reviewer: User) -> None:
        """One person: nothing to remember."""


class RoundRobin:
    """Evenly: who was given least so far comes first; among equals in the order they were named."""

    def __init__(self, reviewers: Sequence[User]) -> None:
        self._reviewers = reviewers
        self._given = dict.fromkeys((reviewer.pk for reviewer in reviewers), 0)

    def candidates(self) -> Sequence[User]:
        return sorted(self._reviewers, key=lambda reviewer: self._given[reviewer.pk])

    def given(self, reviewer: User) -> None:
        self._given[reviewer.pk] += 1


STRATEGIES: dict[str, type[Strategy]] = {"by_hand": ByHand, "round_robin": RoundRobin}
