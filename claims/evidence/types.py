"""Which documents are kept, and how an uploaded one is told apart by its first bytes."""

from __future__ import annotations

#: What a browser shows and an archive keeps.
KEPT_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/csv",
        "application/json",
        "application/xml",
        "text/xml",
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    }
)
_SIGNS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def sniffed(data: bytes) -> str:
    """The media type by the bytes themselves, whatever a client called them; empty: not kept."""
    for sign, media_type in _SIGNS:
        if data.startswith(sign):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"\0" in data:
        return ""
    try:
        head = data.decode("utf-8").lstrip("\ufeff \t\r\n")[:500].lower()
    except UnicodeDecodeError:
        return ""
    return "text/html" if head.startswith(("<!doctype html", "<html")) else "text/plain"
