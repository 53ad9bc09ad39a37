"""The recording of a transcript: when something was said, and the link to it. Pure Python."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_YOUTUBE = ("youtube.com", "youtu.be")


def web_address(said: str) -> str:
    """The address if it is one of the web that may stand in a link, else empty."""
    try:
        parts = urlsplit(said)
        known = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return said if known else ""


def clock(milliseconds: int | None) -> str:
    """Time into the recording: 1:02:03 or 02:03."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def moment_url(source_url: str, milliseconds: int | None) -> str:
    """The recording from that moment on; empty where there is no time or no web address.

    A media fragment (`#t=83`), which browsers and most players follow; YouTube's own `t=83s`.
    """
    if milliseconds is None or not web_address(source_url):
        return ""
    parts = urlsplit(source_url)
    host, seconds = (parts.hostname or "").lower(), milliseconds // 1000
    if any(host == known or host.endswith(f".{known}") for known in _YOUTUBE):
        query = [pair for pair in parse_qsl(parts.query) if pair[0] not in ("t", "start")]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{seconds}s")])))
    return urlunsplit(parts._replace(fragment=f"t={seconds}"))
