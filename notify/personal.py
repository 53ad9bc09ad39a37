"""What accounts hold of notify, for accounts.personal: exported, and gone when erased."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.personal import Part, register_part
from notify.models import Digest, Endpoint, Notice, SavedSearch


def register() -> None:
    """From NotifyConfig.ready()."""
    register_part(Part("inbox", frozenset({Notice._meta.label}), export_inbox, erase_inbox))
    register_part(
        Part("webhooks", frozenset({Endpoint._meta.label}), export_endpoints, erase_endpoints)
    )
    searches = frozenset({SavedSearch._meta.label, Digest._meta.label})
    register_part(Part("saved_searches", searches, export_searches, erase_searches))


def export_inbox(user: User) -> list[dict[str, Any]]:
    """Every notice to the person, oldest first."""
    mine = Notice.objects.filter(recipient=user).order_by("pk")
    about = ("claim_id", "post_id", "endpoint_id", "search_id")
    return list(mine.values("id", "kind", *about, "created_at", "read_at"))


def erase_inbox(user: User, actor: User | None) -> dict[str, int]:
    """Nobody reads them any more, and they are no work of the person's."""
    gone, _ = Notice.objects.filter(recipient=user).delete()
    return {"notices": gone}


def export_endpoints(user: User) -> list[dict[str, Any]]:
    """Without secrets, which nobody reads again."""
    mine = Endpoint.objects.filter(owner=user).order_by("pk")
    return list(mine.values("id", "url", "description", "kinds", "state", "created_at"))


def erase_endpoints(user: User, actor: User | None) -> dict[str, int]:
    """With secrets and deliveries: nothing goes out in the person's name any more."""
    mine = Endpoint.objects.filter(owner=user)
    count = mine.count()
    mine.delete()
    return {"endpoints": count}


def export_searches(user: User) -> dict[str, Any]:
    mine = SavedSearch.objects.filter(owner=user).order_by("pk")
    mails = Digest.objects.filter(recipient=user).order_by("pk")
    return {
        "searches": list(mine.values("id", "name", "query", "by_inbox", "by_mail", "created_at")),
        "mails": list(mails.values("id", "created_at", "sent_at")),
    }


def erase_searches(user: User, actor: User | None) -> dict[str, int]:
    mine = SavedSearch.objects.filter(owner=user)
    count = mine.count()
    mine.delete()
    Digest.objects.filter(recipient=user).delete()
    return {"saved searches": count}
