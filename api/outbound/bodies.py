"""Reading a body within a bound, as it was sent and unpacked.

Unpacking stops at the bound, not after it: a kilobyte of gzip may hold a gigabyte.
"""

import zlib
from collections.abc import Iterable

from api.outbound.failures import Failure, OutboundError

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def read(chunks: Iterable[bytes], limit: int, *, truncate: bool = False) -> bytes:
    """The bytes as sent; above `limit` OutboundError, or with `truncate` the first of them."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > limit:
            if truncate:
                return bytes(held[:limit])
            raise OutboundError(Failure.TOO_LARGE)
    return bytes(held)


def unpacked(data: bytes, encoding: str, limit: int) -> bytes:
    """The body as the page's author wrote it. Raises OutboundError."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity") or not data:
        return data
    if encoding not in _WINDOWS:
        raise OutboundError(Failure.ENCODING, detail=encoding)
    try:
        return _inflated(data, _WINDOWS[encoding], limit)
    except zlib.error as error:
        if encoding == "deflate":  # some servers send it without its frame
            try:
                return _inflated(data, -15, limit)
            except zlib.error:
                pass
        raise OutboundError(Failure.ENCODING, detail=str(error)) from error


def _inflated(data: bytes, window: int, limit: int) -> bytes:
    whole = b""
    while data:
        stream = zlib.decompressobj(window)
        whole += stream.decompress(data, limit - len(whole) + 1)
        if len(whole) > limit:
            raise OutboundError(Failure.TOO_LARGE)
        if not stream.eof:
            raise zlib.error("it breaks off")
        data = stream.unused_data.lstrip(b"\0") if window == 31 else b""
    return whole
