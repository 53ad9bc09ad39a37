"""Writing an export's file, part by part.

1. Claim the export; nothing to claim, nothing to do.
2. Read rows after the last one written, in batches by id, into a temporary file: memory holds
   one batch. Each batch extends the lease.
3. After EXPORT_SLICE seconds store the part, note it in the row and queue the export again, so
   that sweeps and reaps never wait behind a long one on their queue.
4. With the last part the file is whole. Who dies in between loses a part, not the export.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from claims import limits
from claims.publishing.exports import life
from claims.publishing.exports.formats import FORMATS
from claims.publishing.exports.kinds import Kind, kinds
from claims.publishing.exports.life import Lease
from claims.publishing.exports.models import Export
from transcripts.leases import Fenced

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024  # bytes


class Refused(Exception):
    """The export cannot be made, however often it is tried."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def build(export_id: int) -> None:
    """Writes one part. Raises only what it has recorded as an internal failure."""
    lease = life.claim(export_id)
    if lease is None:
        logger.info("export %s: nothing to claim (done, taken or not due)", export_id)
        return
    try:
        _write_part(lease)
    except Fenced as reason:
        logger.warning("export %s: stopped: %s", export_id, reason)
        life.tidy(lease)
    except Refused as reason:
        life.fail(lease, code=reason.code, detail=str(reason))
    except (OperationalError, InterfaceError) as error:
        logger.warning("export %s: database: %s", export_id, error)
        connection.close()  # a broken connection would fail the record of the failure too
        detail = "The database was away while the file was written."
        life.retry_or_fail(lease, code="database", detail=detail)
    except OSError as error:
        logger.warning("export %s: storage: %s", export_id, error)
        detail = f"The file could not be stored: {error.strerror or type(error).__name__}."
        life.retry_or_fail(lease, code="storage", detail=detail)
    except Exception as error:
        detail = f"Writing stopped with {type(error).__name__}; the log says where."
        life.fail(lease, code="internal", detail=detail)
        raise


def _write_part(lease: Lease) -> None:
    export = Export.objects.select_related("requested_by", "transcript").get(pk=lease.export_id)
    kind = kinds()[export.kind]
    if not kind.allows(export.requested_by):
        raise Refused("not_allowed", "Who asked for it may no longer have it.")
    rows = _rows(export, kind)
    if export.last_id is None:
        _begin(lease, export, rows)
    after = export.parts[-1]["last_id"] if export.parts else 0
    done = sum(part["rows"] for part in export.parts)
    life.advance(lease, done=min(done, export.total))
    with tempfile.TemporaryFile() as file:
        part: dict[str, Any] = {"rows": 0, "last_id": after}
        whole = True
        ends = time.monotonic() + settings.EXPORT_SLICE
        for batch in _batches(rows, after, export.last_id or 0):
            _write(export, kind, batch, file)
            part = {"rows": part["rows"] + len(batch), "last_id": batch[-1].pk}
            life.advance(lease, done=min(done + part["rows"], export.total))
            if time.monotonic() > ends and batch[-1].pk < (export.last_id or 0):
                whole = False
                break
        if not export.parts and not part["rows"]:
            _write(export, kind, [], file)
        name = f"{export.pk}/{len(export.parts) + 1:06}-{lease.turn}"
        part |= {"size": file.tell(), "name": life.storage().save(name, File(file))}
    parts = [*export.parts, part]
    if not whole:
        life.give_back(lease, parts=parts)
        return
    sha256, size = _digest(parts)
    rows_written = done + part["rows"]
    life.succeed(
        lease, parts=parts, sha256=sha256, size=size, done=rows_written, total=rows_written
    )


def _rows(export: Export, kind: Kind) -> QuerySet[Any]:
    rows = kind.rows(export.requested_by)
    if export.transcript_id is not None:
        rows = rows.filter(**{kind.transcript: export.transcript_id})
    return rows


def _begin(lease: Lease, export: Export, rows: QuerySet[Any]) -> None:
    """What is to be written: rows that are there now. Later ones are for a later export."""
    export.last_id = rows.aggregate(last=Max("pk"))["last"] or 0
    export.total = rows.filter(pk__lte=export.last_id).count()
    if export.total > limits.EXPORT_ROWS:
        raise Refused(
            "too_large",
            f"These are {export.total:,} rows; an export holds {limits.EXPORT_ROWS:,}. "
            "Export one transcript at a time.",
        )
    life.advance(lease, last_id=export.last_id, total=export.total, started_at=Now())


def _batches(rows: QuerySet[Any], after: int, last: int) -> Iterator[Sequence[Any]]:
    while batch := list(
        rows.filter(pk__gt=after, pk__lte=last).order_by("pk")[: settings.EXPORT_BATCH]
    ):
        yield batch
        after = batch[-1].pk


def _write(export: Export, kind: Kind, batch: Sequence[Any], file: IO[bytes]) -> None:
    write, _ = FORMATS[export.format]
    first = not export.parts and file.tell() == 0
    file.write(write(tuple(kind.columns), map(kind.line, batch), first=first))


def _digest(parts: Sequence[dict[str, Any]]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks(parts):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def chunks(parts: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    """The bytes of a file, from its parts in the storage."""
    for part in parts:
        with life.storage().open(part["name"]) as file:
            yield from file.chunks(CHUNK)
