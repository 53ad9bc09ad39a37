"""Who may use which route of claims: one table, in which acts come from the life of a claim.

Being allowed is not enough: the claim must be visible (404), and its status must allow the act
(409, and 403 where the status asks for an editor), which the services decide under the lock.
"""

from accounts.roles import Role
from claims.lifecycle import EDITOR, Action, role_for
from transcripts.api.permissions import ALL, EDITORS, REVIEWERS, UPLOADERS

#: Acts with a route of their own, POST claims/{id}/<name>/, each conditional on If-Match.
STATE_ACTS = tuple(
    action for action in Action if action not in (Action.RATE, Action.CITE, Action.EDIT)
)


def _of(action: Action) -> frozenset[Role]:
    return EDITORS if role_for(action) == EDITOR else REVIEWERS


ROLES: dict[tuple[str, str], frozenset[Role]] = {
    ("claim", "list"): ALL,
    ("claim", "retrieve"): ALL,
    ("claim", "partial_update"): _of(Action.EDIT),
    ("claim", "next"): REVIEWERS,
    ("claim", "actions"): ALL,
    ("claim", "history"): ALL,  # integrators: which acts there were, without people and reasons
    ("claim", "gate"): EDITORS,
    ("claim", "claim_review"): ALL,
    ("claim", "receipt"): ALL,
    ("claim", "ledger"): ALL,
    **{("claim", action.value): _of(action) for action in STATE_ACTS},
    ("rating", "list"): REVIEWERS,
    ("rating", "create"): _of(Action.RATE),
    ("citation", "list"): REVIEWERS,
    ("citation", "create"): _of(Action.CITE),
    ("citation", "withdraw"): REVIEWERS,  # own ones, the editor any: the service
    ("post", "list"): REVIEWERS,
    ("post", "create"): REVIEWERS,
    ("post", "withdraw"): REVIEWERS,  # own ones, the editor any: the service
    ("review", "list"): REVIEWERS,
    ("draft", "retrieve"): REVIEWERS,
    ("draft", "update"): REVIEWERS,
    ("verdict", "list"): ALL,  # integrators: published ones
    ("sentence", "list"): ALL,
    ("comparison", "list"): ALL,
    ("claim_match", "list"): ALL,  # of claims that one sees both of
    ("claim_match", "confirm"): REVIEWERS,
    ("claim_match", "reject"): REVIEWERS,
    ("score", "create"): UPLOADERS,
    ("span", "create"): REVIEWERS,
    ("source", "list"): REVIEWERS,
    ("source", "retrieve"): REVIEWERS,
    ("source", "create"): REVIEWERS,
    ("source", "partial_update"): REVIEWERS,
    ("source", "supersede"): REVIEWERS,
    ("source", "reinstate"): REVIEWERS,  # own words, the editor anybody's: the service
    ("supersession", "list"): REVIEWERS,
    ("import", "list"): REVIEWERS,
    ("import", "retrieve"): REVIEWERS,
    ("import", "create"): EDITORS,
    ("snapshot", "list"): REVIEWERS,
    ("snapshot", "retrieve"): REVIEWERS,
    ("snapshot", "create"): REVIEWERS,
    ("snapshot", "text"): REVIEWERS,
    ("snapshot", "content"): REVIEWERS,
    ("snapshot", "warc"): REVIEWERS,
    ("snapshot", "withdraw"): EDITORS,
    ("document", "create"): REVIEWERS,
    ("export", "list"): ALL,
    ("export", "retrieve"): ALL,
    ("export", "create"): UPLOADERS,  # which kinds, their files say
    ("export", "cancel"): UPLOADERS,
    ("export", "download"): ALL,
    ("scale", "list"): ALL,
    ("scale", "retrieve"): ALL,
    ("scale", "create"): EDITORS,
    ("scale", "retire"): EDITORS,
    ("scale", "make_default"): EDITORS,
}
