"""The text of bytes from elsewhere: by what they say of themselves, else by what is usual."""

from __future__ import annotations

import re

_ENCODINGS = ("utf-8", "cp1252")
#: In a header as in a meta element.
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.ASCII | re.IGNORECASE)


def decoded(body: bytes, content_type: str) -> str:
    """By the header's charset, the document's own, UTF-8, or what Windows wrote."""
    named = [
        *_CHARSET.findall(content_type)[:1],
        *_CHARSET.findall(body[:2048].decode("latin-1"))[:1],
    ]
    for name in (*named, *_ENCODINGS):
        try:
            text = body.decode(name)
            text.encode()  # some codecs make half characters, which nothing can store
            return text
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", errors="replace")
