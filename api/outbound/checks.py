"""Refuses settings of guarded HTTP that cannot mean what they say."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from api.outbound.addresses import as_network


def check_outbound(**_: Any) -> list[CheckMessage]:
    """Networks or names are allowed, ports are numbers, the agent is what a header may hold."""
    found: list[CheckMessage] = []
    agent = settings.OUTBOUND_USER_AGENT
    if not (agent.isascii() and agent.isprintable()):
        text = f"OUTBOUND_USER_AGENT ({agent!r}) must be of ASCII letters: it is sent as a header."
        found.append(Error(text, id="onrecord.E016"))
    for entry in settings.OUTBOUND_ALLOW:
        if as_network(entry) is None and ("/" in entry or ":" in entry or not entry.strip(". ")):
            text = f"OUTBOUND_ALLOW: {entry!r} is neither a host nor a network such as 10.1.0.0/16."
            found.append(Error(text, id="onrecord.E009"))
    for port in settings.OUTBOUND_PORTS:
        if not 0 < port < 65536:
            found.append(Error(f"OUTBOUND_PORTS: {port} is no port.", id="onrecord.E008"))
    return found
