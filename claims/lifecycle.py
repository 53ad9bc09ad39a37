"""The life of a claim as one table: who may do what in which status, and where it leads.

Pure Python: no Django here. Services ask `check`, the API and the desk ask
`allowed_actions`, the tests walk every cell. What the table cannot know (a free place,
the publish gate, whose review it is) the service decides with the claim's row locked.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class ClaimStatus(enum.StrEnum):
    EXTRACTED = "extracted"
    IN_REVIEW = "in_review"
    RESOLVED = "resolved"
    DISPUTED = "disputed"
    PUBLISHED = "published"
    DISMISSED = "dismissed"


class Action(enum.StrEnum):
    TAKE = "take"
    RENEW = "renew"
    RELEASE = "release"
    RATE = "rate"
    CITE = "cite"
    EDIT = "edit"
    KEEP = "keep"
    ASSIGN = "assign"
    TAKE_OVER = "take_over"
    REVEAL = "reveal"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    ADJUDICATE = "adjudicate"
    PUBLISH = "publish"
    CORRECT = "correct"
    CONFIRM = "confirm"
    RETRACT = "retract"


REVIEWER, EDITOR = "reviewer", "editor"
S = ClaimStatus


@dataclass(frozen=True, slots=True)
class Transition:
    """From one status by an action to one of `leads_to`, for `role` and above."""

    role: str
    leads_to: tuple[ClaimStatus, ...]
    needs_reason: bool = False


TABLE: dict[tuple[ClaimStatus, Action], Transition] = {
    (S.EXTRACTED, Action.TAKE): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.EXTRACTED, Action.CITE): Transition(REVIEWER, (S.EXTRACTED,)),
    (S.EXTRACTED, Action.EDIT): Transition(REVIEWER, (S.EXTRACTED,)),
    (S.EXTRACTED, Action.KEEP): Transition(REVIEWER, (S.EXTRACTED,)),
    (S.EXTRACTED, Action.ASSIGN): Transition(EDITOR, (S.IN_REVIEW,)),
    (S.EXTRACTED, Action.DISMISS): Transition(REVIEWER, (S.DISMISSED,), needs_reason=True),
    (S.IN_REVIEW, Action.TAKE): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.RENEW): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.RELEASE): Transition(REVIEWER, (S.EXTRACTED, S.IN_REVIEW)),
    (S.IN_REVIEW, Action.RATE): Transition(REVIEWER, (S.IN_REVIEW, S.RESOLVED, S.DISPUTED)),
    (S.IN_REVIEW, Action.CITE): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.EDIT): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.KEEP): Transition(REVIEWER, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.ASSIGN): Transition(EDITOR, (S.IN_REVIEW,)),
    (S.IN_REVIEW, Action.TAKE_OVER): Transition(EDITOR, (S.EXTRACTED, S.IN_REVIEW)),
    (S.IN_REVIEW, Action.REVEAL): Transition(EDITOR, (S.EXTRACTED, S.IN_REVIEW), needs_reason=True),
    (S.IN_REVIEW, Action.DISMISS): Transition(REVIEWER, (S.DISMISSED,), needs_reason=True),
    (S.IN_REVIEW, Action.ADJUDICATE): Transition(EDITOR, (S.RESOLVED,), needs_reason=True),
    (S.DISPUTED, Action.RATE): Transition(REVIEWER, (S.DISPUTED,)),
    (S.DISPUTED, Action.CITE): Transition(REVIEWER, (S.DISPUTED,)),
    (S.DISPUTED, Action.EDIT): Transition(EDITOR, (S.DISPUTED,)),
    (S.DISPUTED, Action.KEEP): Transition(REVIEWER, (S.DISPUTED,)),
    (S.DISPUTED, Action.DISMISS): Transition(EDITOR, (S.DISMISSED,), needs_reason=True),
    (S.DISPUTED, Action.REOPEN): Transition(EDITOR, (S.EXTRACTED,), needs_reason=True),
    (S.DISPUTED, Action.ADJUDICATE): Transition(EDITOR, (S.RESOLVED,)),
    (S.RESOLVED, Action.CITE): Transition(REVIEWER, (S.RESOLVED,)),
    (S.RESOLVED, Action.EDIT): Transition(EDITOR, (S.RESOLVED,)),
    (S.RESOLVED, Action.KEEP): Transition(REVIEWER, (S.RESOLVED,)),
    (S.RESOLVED, Action.DISMISS): Transition(EDITOR, (S.DISMISSED,), needs_reason=True),
    (S.RESOLVED, Action.REOPEN): Transition(EDITOR, (S.EXTRACTED,), needs_reason=True),
    (S.RESOLVED, Action.ADJUDICATE): Transition(EDITOR, (S.RESOLVED,)),
    (S.RESOLVED, Action.PUBLISH): Transition(EDITOR, (S.PUBLISHED,)),
    # A correction may need a new source; the public reads it once `correct` copies it.
    (S.PUBLISHED, Action.CITE): Transition(REVIEWER, (S.PUBLISHED,)),
    (S.PUBLISHED, Action.KEEP): Transition(REVIEWER, (S.PUBLISHED,)),
    (S.PUBLISHED, Action.CORRECT): Transition(EDITOR, (S.PUBLISHED,), needs_reason=True),
    (S.PUBLISHED, Action.CONFIRM): Transition(EDITOR, (S.PUBLISHED,)),
    (S.PUBLISHED, Action.RETRACT): Transition(EDITOR, (S.EXTRACTED,), needs_reason=True),
    (S.DISMISSED, Action.REOPEN): Transition(REVIEWER, (S.EXTRACTED,)),
}


def transition(status: str, action: Action) -> Transition | None:
    """The cell of the table, or None where the action is not possible in that status."""
    return TABLE.get((ClaimStatus(status), action))


def role_for(action: Action) -> str:
    """The lowest role that may do `action` in some status."""
    roles = {entry.role for (_, known), entry in TABLE.items() if known == action}
    return REVIEWER if REVIEWER in roles else EDITOR


def permits(entry: Transition, roles: Iterable[str]) -> bool:
    """An editor may do what a reviewer may."""
    held = set(roles)
    return EDITOR in held or entry.role in held


def allowed_actions(status: str, roles: Iterable[str]) -> list[str]:
    """The actions that somebody with these roles may try in that status, in table order."""
    held = set(roles)
    return [
        action.value
        for (at, action), entry in TABLE.items()
        if at == status and permits(entry, held)
    ]


def mermaid() -> str:
    """The table as a state diagram; docs/claim-lifecycle.md holds it, a test compares them.

    Acts that never change the status are left out.
    """
    edges: dict[tuple[str, str], list[str]] = {}
    for (status, action), entry in TABLE.items():
        if all(entry.leads_to == (at,) for (at, known), entry in TABLE.items() if known == action):
            continue
        who = " (editor)" if entry.role == EDITOR else ""
        for target in entry.leads_to:
            edges.setdefault((status.value, target.value), []).append(action.value + who)
    lines = ["stateDiagram-v2", f"    [*] --> {ClaimStatus.EXTRACTED.value}"]
    lines += [f"    {a} --> {b}: {', '.join(acts)}" for (a, b), acts in edges.items()]
    return "\n".join(lines)


def markdown() -> str:
    """The whole table, one row an action and one column a status."""
    head = ["action", *(status.value for status in ClaimStatus)]
    rows = [[action.value, *(_cell(status, action) for status in ClaimStatus)] for action in Action]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(status: ClaimStatus, action: Action) -> str:
    entry = TABLE.get((status, action))
    if entry is None:
        return ""
    return f"{entry.role}{', reason' if entry.needs_reason else ''}"
