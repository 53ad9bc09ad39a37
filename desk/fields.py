"""Fields of a form, ready for desk/_field.html: what stands in them and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from api.exceptions import DomainError


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` is text, url, date, long, select, radios, checks or levels; of checks
    `chosen` are the values that are ticked."""

    id: str
    name: str
    label: str
    value: str = ""
    kind: str = "text"
    choices: Sequence[Any] = ()
    chosen: frozenset[str] = frozenset()
    hint: str = ""
    required: bool = False
    rows: int = 3
    key: str = ""
    said: bool = False
    wrong: str = ""

    @property
    def described_by(self) -> str:
        """The ids of its hint and of what was wrong, as aria-describedby wants them."""
        parts = ((self.hint, "hint"), (self.wrong, "wrong"))
        return " ".join(f"{self.id}-{part}" for text, part in parts if text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form: its values, and the error its act was refused with."""

    form: str
    values: Mapping[str, Any]
    error: DomainError | None = None

    def field(self, name: str, label: str, **more: Any) -> Field:
        """A field of this form, under an id of its own on the page."""
        return Field(
            id=f"{self.form}-{name}",
            name=name,
            label=label,
            value=str(self.values.get(name) or ""),
            wrong=self._wrong(name),
            **more,
        )

    def checks(self, name: str, label: str, *, chosen: Iterable[object] = (), **more: Any) -> Field:
        """Several values of one name: those that were sent, else the ones given."""
        ticked = self.values.getlist(name) if isinstance(self.values, QueryDict) else chosen
        return Field(
            id=f"{self.form}-{name}",
            name=name,
            label=label,
            kind="checks",
            chosen=frozenset(str(one) for one in ticked),
            wrong=self._wrong(name),
            **more,
        )

    def _wrong(self, name: str) -> str:
        errors = self.error.errors if self.error else []
        at = f"/{name}"
        found = (one for one in errors if one.pointer == at or one.pointer.startswith(f"{at}/"))
        return " ".join(one.detail for one in found)
