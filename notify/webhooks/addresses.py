"""The address of an endpoint, checked when it is given; where it leads is checked at each call."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput
from api.outbound import OutboundError
from api.outbound.addresses import is_permitted, is_public, parse
from api.outbound.urls import checked, refuse_private
from notify import limits

if TYPE_CHECKING:
    import httpx

    from claims.querysets import AnyUser
    from notify.models import Endpoint

_NOWHERE = IPv4Address(0)


def check_address(url: str) -> str:
    """https, or http to what the operator permits (OUTBOUND_ALLOW). Raises InvalidInput."""
    url = url.strip()
    if len(url) > limits.URL:
        raise _wrong(_("At most %(limit)s characters.") % {"limit": f"{limits.URL:,}"})
    try:
        parsed = checked(url, settings.OUTBOUND_PORTS)
        refuse_private(parsed, settings.OUTBOUND_ALLOW)
    except OutboundError as error:
        raise _wrong(str(error.code.label)) from error
    if parsed.scheme != "https" and not _listed(parsed):
        raise _wrong(_("An https address is needed."))
    return url


def _listed(url: httpx.URL) -> bool:
    """Whether it is the operator's list that permits the host."""
    address = parse(url.host) or _NOWHERE
    return not is_public(address) and is_permitted(url.host, address, settings.OUTBOUND_ALLOW)


def _wrong(detail: str) -> InvalidInput:
    return InvalidInput(detail, code="url", pointer="/url")


def shown_address(endpoint: Endpoint, reader: AnyUser) -> str:
    """Its owner reads all of it; others the host, since a path may hold a key."""
    if endpoint.owner_id == reader.pk:
        return endpoint.url
    scheme, _sep, rest = endpoint.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/..."
