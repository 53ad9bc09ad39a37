"""Guarded HTTP: the one way in which a process of ours asks another machine.

Addresses come from people (cited pages, webhooks), so whoever may type one could have us call
what only we can reach. It lies in `api`, the lowest layer, because evidence and webhooks both
need it and it knows no domain model.

- `urls`: http and https only, allowed ports, no user name or password.
- `addresses`: which addresses lie on the public internet.
- `connect`: resolves a host itself, refuses what is not public, connects to the address it
  checked (a name cannot answer differently the second time), and ends everything at one
  deadline.
- `client`: redirects by hand, each checked anew; bounds on bytes, packed and unpacked, and on
  types. No proxy from the environment.
"""

from api.outbound.client import Answer, Hop, Limits, send
from api.outbound.failures import Failure, OutboundError

__all__ = ["Answer", "Failure", "Hop", "Limits", "OutboundError", "send"]
