"""What a kind of export says: who may have it, which rows, which columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role, has_role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: name of a column -> its value in a row; a string is a path of attributes.
Columns = Mapping[str, str | Callable[[Any], Any]]

NEWSROOM = frozenset({Role.REVIEWER, Role.EDITOR})


@dataclass(frozen=True, slots=True)
class Kind:
    """`rows(user)` are what the user may see, with all that the columns need, in no order.

    `transcript` is the path to the transcript. With `judgements` a row may be blind to somebody
    again, once its claim is opened for another round.
    """

    label: _StrPromise
    roles: frozenset[Role]
    rows: Callable[[User], QuerySet[Any]]
    columns: Columns
    transcript: str = "claim__transcript"
    judgements: bool = False

    def allows(self, user: User) -> bool:
        return has_role(user, *self.roles)

    def line(self, row: Any) -> dict[str, Any]:
        """One row of the file."""
        return {name: _value(row, how) for name, how in self.columns.items()}


def _value(row: Any, how: str | Callable[[Any], Any]) -> Any:
    if callable(how):
        return how(row)
    for name in how.split("."):
        row = None if row is None else getattr(row, name)
    return row
