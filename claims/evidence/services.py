"""What people do with kept sources: ask for one, bring a document, withdraw what must go."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput, NotVisible, TooLarge, WrongState
from audit.services import record
from claims import limits
from claims.evidence import dropping, life, store
from claims.evidence.models import Origin, PassageCheck, Snapshot, SnapshotStatus
from claims.evidence.types import sniffed
from claims.lifecycle import EDITOR, REVIEWER
from claims.models import Source
from claims.services import checks, locking

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def ask_to_keep(*, actor: User, source_id: int) -> tuple[Snapshot, bool]:
    """Has the source looked at now; the snapshot that waits, and whether it is a new one."""
    locking.need_role(actor, REVIEWER)
    source = _lock(source_id)
    _refuse_withdrawn(source)
    snapshot, new = life.queue(source=source, actor=actor, origin=Origin.ASKED)
    if new:
        record(actor=actor, action="request", target=snapshot, values={"source": source.pk})
    return snapshot, new


def first_bytes(file: IO[bytes]) -> bytes:
    """Of an uploaded file, one more than may be kept at most: enough to refuse it."""
    return file.read(settings.SNAPSHOT_MAX_BYTES + 1)


@transaction.atomic
def add_document(*, actor: User, source_id: int, data: bytes, name: str) -> tuple[Snapshot, bool]:
    """Keeps bytes that somebody has of the source: a letter, a scan, a page behind a wall.

    The same bytes again are the snapshot that is there; the second answer says whether new.
    """
    locking.need_role(actor, REVIEWER)
    source = _lock(source_id)
    name = checks.text(name.strip()[-limits.FILE_NAME :], "/file", limits.FILE_NAME)
    if not data:
        raise InvalidInput(_("The file is empty."), code="empty", pointer="/file")
    if len(data) > settings.SNAPSHOT_MAX_BYTES:
        raise TooLarge(
            _("A document may have %(limit)s bytes at most.")
            % {"limit": f"{settings.SNAPSHOT_MAX_BYTES:,}"}
        )
    media_type = sniffed(data)
    if not media_type:
        raise InvalidInput(
            _("Only PDF, PNG, JPEG, GIF, WebP, HTML and plain text are kept."),
            code="unsupported_type",
            pointer="/file",
        )
    digest = store.put(data)
    held = Snapshot.objects.filter(source=source, origin=Origin.UPLOAD, sha256=digest)
    known: Snapshot | None = held.filter(withdrawn_at__isnull=True).first()
    if known is not None:
        return known, False
    snapshot, _new = life.queue(
        source=source,
        actor=actor,
        origin=Origin.UPLOAD,
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=digest,
        retrieved_at=Now(),
    )
    record(
        actor=actor,
        action="upload",
        target=snapshot,
        after={"name": name},
        values={"source": source.pk, "sha256": digest, "size": len(data)},
    )
    return snapshot, True


@transaction.atomic
def withdraw_snapshot(*, actor: User, snapshot_id: int, reason: str) -> Snapshot:
    """For legal need: bytes, text, archive file and copied words go; digests and events stay.

    The source is not looked at again by itself, which would bring the page back.
    """
    locking.need_role(actor, EDITOR)
    source_id = Snapshot.objects.filter(pk=snapshot_id).values_list("source", flat=True).first()
    if source_id is None:
        raise NotVisible(_("There is no such snapshot."))
    _lock(source_id)
    snapshot: Snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    reason = checks.reason(reason)
    if snapshot.withdrawn_at is not None:
        raise WrongState(_("This snapshot is withdrawn already."), allowed_actions=[])
    if snapshot.status != SnapshotStatus.KEPT:
        raise WrongState(_("Nothing is kept of this snapshot."), allowed_actions=[])
    Snapshot.objects.filter(pk=snapshot.pk).update(
        withdrawn_at=Now(),
        withdrawn_by=actor,
        withdrawn_reason=reason,
        headers=[],
        name="",
        title="",
        publisher="",
    )
    PassageCheck.objects.filter(snapshot=snapshot).update(passage="")
    values = {"source": source_id, "sha256": snapshot.sha256}
    record(actor=actor, action="withdraw", target=snapshot, reason=reason, values=values)
    digests = dropping.digests_of(snapshot)

    def drop_bytes() -> None:
        dropping.drop(digests)

    transaction.on_commit(drop_bytes, robust=True)
    snapshot.refresh_from_db()
    return snapshot


def _lock(source_id: int) -> Source:
    row = Source.objects.select_for_update(no_key=True).filter(pk=source_id)
    source: Source | None = row.first()
    if source is None:
        raise NotVisible(_("There is no such source."))
    return source


def _refuse_withdrawn(source: Source) -> None:
    if not life.may_look_at(source):
        raise WrongState(
            _("What was kept of this source had to go; it is not fetched again."),
            code="snapshot_withdrawn",
            allowed_actions=[],
        )
