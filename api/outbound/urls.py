"""What an address must look like before anything is resolved."""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address

import httpx

from api.outbound.addresses import is_permitted, parse
from api.outbound.failures import Failure, OutboundError

URL_LENGTH = 2_000  # characters
HOST_LENGTH = 253  # characters of the name as it is asked for, without the dot at its end
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")  # one part between dots (RFC 1035)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a name cannot end in one: 127.1 and 0x7f000001


def checked(url: str, ports: Collection[int]) -> httpx.URL:
    """An address that may be called, without its fragment. Raises OutboundError."""
    parsed = readable(url)
    if parsed.userinfo:
        raise OutboundError(Failure.CREDENTIALS, url.replace(parsed.userinfo.decode(), "***"))
    port = _DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if port not in ports:
        raise OutboundError(Failure.PORT, url)
    return parsed.copy_with(fragment=None)


def refuse_private(parsed: httpx.URL, allowed: Collection[str]) -> None:
    """Where the host is an address in numbers, what is refused at each call is refused at once.

    A name is resolved and judged when it is called, since it may lead elsewhere by then.
    Raises OutboundError.
    """
    address = parse(parsed.host)
    if address is not None and not is_permitted(parsed.host, address, allowed):
        raise OutboundError(Failure.ADDRESS, str(parsed))


def readable(url: str) -> httpx.URL:
    """An http(s) address whose host and port can exist. Raises OutboundError."""
    if len(url) > URL_LENGTH:
        raise OutboundError(Failure.BAD_URL, url[:100], "too long")
    try:
        parsed = httpx.URL(url.strip())
        host, port = parsed.raw_host.decode("ascii"), parsed.port
        _in_letters = parsed.host  # what begins with xn-- may be no name for all that
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise OutboundError(Failure.BAD_URL, url, str(error)) from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise OutboundError(Failure.SCHEME, url)
    if not _is_host(host):
        raise OutboundError(Failure.BAD_URL, url, "no host")
    if port is not None and not 0 < port < 65536:
        raise OutboundError(Failure.BAD_URL, url, "no such port")
    return parsed


def _is_host(host: str) -> bool:
    """A name of labels as DNS has them, or an address in its usual spelling."""
    address = IPv6Address if ":" in host else IPv4Address
    try:
        return "%" not in str(address(host))  # a zone is this machine's own
    except ValueError:
        labels = host.lower().removesuffix(".").split(".")
        names = len(host) <= HOST_LENGTH + 1 and all(map(_LABEL.fullmatch, labels))
        return names and not _NUMBER.fullmatch(labels[-1])
