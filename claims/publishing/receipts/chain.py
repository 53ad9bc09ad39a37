"""The audit chain of a claim as a receipt shows it: every link, and of each what is public.

Of what readers saw happen (published, corrected, retracted, confirmed) all is shown but who
asked from where; of the work that led there the kind of act at most, never when or by whom;
of anything else the digests alone. The chain ends with the last act that readers saw: what
goes on inside the newsroom since then is no part of it.
"""

from __future__ import annotations

from typing import Any

from audit.hashing import field_digest, field_salt
from audit.models import AuditEvent
from claims.models import Claim

_SEEN = frozenset({"publish", "correct", "retract", "confirm"})
_TOLD = frozenset({"rate", "cite", "withdraw_citation", "adjudicate", "reopen"})
_ALL = frozenset({"action", "created_at", "values", "digests", "reason"})
#: Where words had to go for legal need: neither them nor what could prove a guess of them.
_WITHOUT_WORDS = frozenset({"action", "created_at", "values"})


def chain_of(claim_id: int, *, redacted: bool) -> list[dict[str, Any]]:
    """The events up to the last one that readers saw, first first. One query."""
    events = list(AuditEvent.objects.for_target_id(Claim, claim_id))
    seen = [index for index, event in enumerate(events) if event.action in _SEEN]
    shown = events[: seen[-1] + 1] if seen else []
    return [_link(event, _public(event, redacted)) for event in shown]


def _public(event: AuditEvent, redacted: bool) -> frozenset[str]:
    if event.action in _SEEN:
        return _WITHOUT_WORDS if redacted else _ALL
    return frozenset({"action"}) if event.action in _TOLD else frozenset()


def _link(event: AuditEvent, public: frozenset[str]) -> dict[str, Any]:
    link = {"seq": event.seq, "previous_hash": event.previous_hash, "hash": event.hash}
    if not event.salt:  # recorded before fields had digests: the link is all that can be shown
        return link
    return link | {"fields": {n: _field(event, n, v, public) for n, v in event.fields().items()}}


def _field(event: AuditEvent, name: str, value: Any, public: frozenset[str]) -> dict[str, Any]:
    salt = field_salt(event.salt, name)
    if name in public:
        return {"salt": salt, "value": value}
    return {"digest": field_digest(salt, name, value)}
