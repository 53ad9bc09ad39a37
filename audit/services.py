"""record(): the one way an audit event is written."""

import contextlib
import contextvars
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from api.request_id import request_id
from audit.models import AuditEvent

_VALUES_LIMIT = 20_000  # characters of JSON: values explain an act, texts go in as digests
_EXACT_FLOAT = 2.0**53
_undoing: contextvars.ContextVar[int | None] = contextvars.ContextVar("undoing", default=None)


class Actor(Protocol):
    """What an audit event needs to know of a user."""

    @property
    def opaque_id(self) -> uuid.UUID: ...


@contextlib.contextmanager
def undoing(seq: int) -> Iterator[None]:
    """What is recorded inside takes back the act with this number: it says so, as `undoes`."""
    token = _undoing.set(seq)
    try:
        yield
    finally:
        _undoing.reset(token)


def record(
    *,
    actor: Actor | None,
    action: str,
    target: models.Model,
    before: Mapping[str, str | None] | None = None,
    after: Mapping[str, str | None] | None = None,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Adds an event to the chain of `target`, in the caller's transaction.

    1. The caller holds the lock on the target's row, so nobody else extends its chain.
       (If it did not, the unique constraint on seq would end the second transaction.)
    2. `before` and `after` map a field to its text; only SHA-256 digests are kept, so that a
       text can be redacted without breaking the chain. Fields that did not change are left out.
    3. `values` are small JSON values: levels, counts, ids.

    `actor` is None for the system. Raises RuntimeError outside a transaction, ValueError for
    values that would not come back from the database as they went in.
    """
    if not transaction.get_connection(using=target._state.db).in_atomic_block:
        raise RuntimeError("record() must run in the transaction of the act it records.")
    if target.pk is None:
        raise ValueError("An unsaved object has no chain.")
    undone = _undoing.get()
    said = dict(values or {}) if undone is None else {**(values or {}), "undoes": undone}
    last = AuditEvent.objects.for_target(target).order_by("-seq").only("seq", "hash").first()
    event = AuditEvent(
        actor=actor.opaque_id if actor is not None else None,
        action=action,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        digests=_digests(before or {}, after or {}),
        values=_storable(said),
        reason=reason,
        request_id=request_id.get(),
        seq=last.seq + 1 if last else 1,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    return event


def text_digest(text: str | None) -> str | None:
    """SHA-256 of a text in UTF-8, in hex; None for no text."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _digests(
    before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> dict[str, list[str | None]]:
    pairs = {
        field: [text_digest(before.get(field)), text_digest(after.get(field))]
        for field in sorted({*before, *after})
    }
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(dict(values), cls=DjangoJSONEncoder, allow_nan=False)
    if len(text) > _VALUES_LIMIT:
        raise ValueError("Audit values are small: put texts into before and after.")
    plain: dict[str, Any] = json.loads(text, parse_float=_exact_float)
    return plain


def _exact_float(literal: str) -> float:
    number = float(literal)
    if abs(number) >= _EXACT_FLOAT:
        raise ValueError(f"{literal} would not come back from the database as it went in.")
    return number
