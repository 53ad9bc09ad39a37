"""What accounts hold of the inbox, for accounts.personal: exported, and gone when erased."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.personal import Part, register_part
from notify.models import Notice


def register() -> None:
    """From NotifyConfig.ready()."""
    register_part(Part("inbox", frozenset({Notice._meta.label}), export, erase))


def export(user: User) -> list[dict[str, Any]]:
    """Every notice to the person, oldest first."""
    mine = Notice.objects.filter(recipient=user).order_by("pk")
    return list(mine.values("id", "kind", "claim_id", "post_id", "created_at", "read_at"))


def erase(user: User, actor: User | None) -> dict[str, int]:
    """Nobody reads them any more, and they are no work of the person's."""
    gone, _ = Notice.objects.filter(recipient=user).delete()
    return {"notices": gone}
