"""What was kept, handed out so that no browser runs it: as plain text, or as a file to save.

A kept page is somebody else's HTML. Shown from our address it could act as whoever reads it, so
it is never sent as what it is: bytes are a download of no particular type, text is plain text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.exceptions import NotVisible
from claims.evidence import store
from claims.evidence.models import Snapshot

logger = logging.getLogger(__name__)

_ENDINGS = {
    "text/html": "html",
    "application/xhtml+xml": "xhtml",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/json": "json",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}


def text(snapshot: Snapshot) -> HttpResponse:
    """The readable text."""
    return _answer(snapshot, snapshot.text_sha256, "text/plain; charset=utf-8", "")


def content(snapshot: Snapshot) -> HttpResponse:
    """The bytes as they came."""
    ending = _ENDINGS.get(snapshot.media_type, "bin")
    return _answer(snapshot, snapshot.sha256, "application/octet-stream", ending)


def warc(snapshot: Snapshot) -> HttpResponse:
    """The archive file."""
    return _answer(snapshot, snapshot.warc_sha256, "application/octet-stream", "warc.gz")


#: The last part of the address -> what is there.
FILES: dict[str, Callable[[Snapshot], HttpResponse]] = {
    "text": text,
    "content": content,
    "warc": warc,
}


def _answer(snapshot: Snapshot, digest: str, content_type: str, ending: str) -> HttpResponse:
    if not snapshot.is_readable or not digest:
        raise NotVisible(_("Nothing of this kind is kept of this snapshot."))
    try:
        data = store.get(digest)
    except (store.Damaged, FileNotFoundError) as error:
        logger.error("snapshot %s: what was kept cannot be read: %r", snapshot.pk, error)
        raise NotVisible(
            _("What was kept cannot be read from storage any more."), code="kept_damaged"
        ) from error
    response = HttpResponse(data, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if ending:
        name = f"snapshot-{snapshot.pk}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
