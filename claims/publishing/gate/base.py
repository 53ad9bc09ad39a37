"""What a gate rule answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing missing. `code` never changes its meaning; `pointer` names the field to go to."""

    code: str
    detail: str
    pointer: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)
