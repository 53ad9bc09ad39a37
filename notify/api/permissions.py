"""Who may use which route of webhooks and saved searches: one table.

Being allowed is not seeing: what is somebody else's is 404, but for an administrator, who reads
how endpoints fare without their addresses.
"""

from accounts.roles import Role
from notify.webhooks import querysets
from transcripts.api.permissions import ALL

OWNERS = frozenset(querysets.OWNERS)

ROLES: dict[tuple[str, str], frozenset[Role]] = {
    ("webhook", "list"): ALL,
    ("webhook", "retrieve"): ALL,
    ("webhook", "create"): OWNERS,
    ("webhook", "partial_update"): OWNERS,
    ("webhook", "destroy"): OWNERS,
    ("webhook", "rotate"): OWNERS,
    ("webhook", "pause"): OWNERS,
    ("webhook", "resume"): OWNERS,
    ("webhook", "ping"): OWNERS,
    ("delivery", "list"): OWNERS,
    ("delivery", "retrieve"): OWNERS,
    ("delivery", "replay"): OWNERS,
    ("search", "list"): OWNERS,
    ("search", "retrieve"): OWNERS,
    ("search", "create"): OWNERS,
    ("search", "partial_update"): OWNERS,
    ("search", "destroy"): OWNERS,
    ("match", "list"): OWNERS,
}
