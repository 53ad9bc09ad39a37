"""Which addresses lie on the public internet, and which others the operator permits.

Written out instead of `ipaddress.is_global`, whose answer differs between versions of Python.
Source: the IANA special-purpose address registries of IPv4 and IPv6.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_REFUSED_4 = [
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of a provider (CGNAT)
        "127.0.0.0/8",
        "168.63.129.16/32",  # public by number, but a cloud's own host
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation, as the next two of 198 and 203
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
_GLOBAL_6 = IPv6Network("2000::/3")  # all that was ever given out; mapped, local, multicast: not
_REFUSED_6 = [
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocols: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which embeds an IPv4 address
        "3fff::/20",  # documentation
    )
]
_NAT64 = IPv6Network("64:ff9b::/96")  # how a network without IPv4 reaches the rest
_ISATAP = (0x00005EFE, 0x02005EFE)  # third quarter of an address that embeds an IPv4 one


def is_public(address: Address) -> bool:
    """Whether it belongs to the internet at large, and not to a network of somebody's own."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_4)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return address in _GLOBAL_6 and not any(address in network for network in _REFUSED_6)


def is_permitted(host: str, address: Address, allowed: Iterable[str]) -> bool:
    """Public, or on the operator's list: networks (10.1.0.0/16), hosts, or .suffixes of hosts.

    A host on the list is trusted with every address it resolves to.
    """
    return is_public(address) or any(_names(entry, host, address) for entry in allowed)


def _names(entry: str, host: str, address: Address) -> bool:
    if (network := as_network(entry)) is not None:
        return address in network
    host, entry = host.lower().rstrip("."), entry.lower().rstrip(".")
    return host.endswith(entry) if entry.startswith(".") else host == entry


def as_network(entry: str) -> IPv4Network | IPv6Network | None:
    """The network an entry of the list means; None where it is a name."""
    try:
        return ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def parse(text: str) -> Address | None:
    """An address as the resolver wrote it (the zone of a link-local one is left off)."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None
