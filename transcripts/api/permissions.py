"""Who may use which route of transcripts, runs and speakers: one table.

Being allowed is not seeing: an integrator acts on own transcripts only, others are 404.
"""

from accounts.roles import Role

ALL = frozenset(Role)
UPLOADERS = frozenset({Role.INTEGRATOR, Role.REVIEWER, Role.EDITOR})
REVIEWERS = frozenset({Role.REVIEWER, Role.EDITOR})
EDITORS = frozenset({Role.EDITOR})

ROLES: dict[tuple[str, str], frozenset[Role]] = {
    ("transcript", "list"): ALL,
    ("transcript", "retrieve"): ALL,
    ("transcript", "create"): UPLOADERS,
    ("transcript", "partial_update"): UPLOADERS,  # of integrators the first uploader: the service
    ("transcript", "withdraw"): EDITORS,
    ("segment", "list"): ALL,
    ("run", "list"): ALL,
    ("run", "retrieve"): ALL,
    ("run", "create"): UPLOADERS,
    ("run", "cancel"): UPLOADERS,
    ("run", "replay"): UPLOADERS,
    ("speaker", "list"): ALL,
}
