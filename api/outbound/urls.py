"""What an address must look like before anything is resolved."""

from collections.abc import Collection

import httpx

from api.outbound.failures import Failure, OutboundError

URL_LENGTH = 2_000  # characters
_DEFAULT_PORTS = {"http": 80, "https": 443}


def checked(url: str, ports: Collection[int]) -> httpx.URL:
    """The address without its fragment. Raises OutboundError."""
    if len(url) > URL_LENGTH:
        raise OutboundError(Failure.BAD_URL, url[:100], "too long")
    try:
        parsed = httpx.URL(url.strip())
        host, port = parsed.host, parsed.port
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise OutboundError(Failure.BAD_URL, url, str(error)) from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise OutboundError(Failure.SCHEME, url)
    if not host:
        raise OutboundError(Failure.BAD_URL, url, "no host")
    if parsed.userinfo:
        raise OutboundError(Failure.CREDENTIALS, url.replace(parsed.userinfo.decode(), "***"))
    if (port or _DEFAULT_PORTS[parsed.scheme]) not in ports:
        raise OutboundError(Failure.PORT, url)
    return parsed.copy_with(fragment=None)
