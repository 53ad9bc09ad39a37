"""Everything people do with claims. One transaction each; see docs/claim-lifecycle.md."""

from claims.services.actions import allowed_actions_for
from claims.services.adding import add_claim
from claims.services.bulk import Outcome, assign_many, dismiss_many
from claims.services.citations import add_source, cite, edit_source, withdraw_citation
from claims.services.claims import dismiss, edit_claim, keep, reopen
from claims.services.publication import confirm, correct, publish, retract
from claims.services.ratings import rate
from claims.services.reviews import (
    assign,
    expire_overdue,
    next_claim,
    release,
    renew,
    reveal,
    save_draft,
    take,
    take_over,
)
from claims.services.scales import create_scale, edit_scale, make_default, retire_scale
from claims.services.supersessions import reinstate, supersede
from claims.services.verdicts import adjudicate, proposed_level

__all__ = [
    "Outcome",
    "add_claim",
    "add_source",
    "adjudicate",
    "allowed_actions_for",
    "assign",
    "assign_many",
    "cite",
    "confirm",
    "correct",
    "create_scale",
    "dismiss",
    "dismiss_many",
    "edit_claim",
    "edit_scale",
    "edit_source",
    "expire_overdue",
    "keep",
    "make_default",
    "next_claim",
    "proposed_level",
    "publish",
    "rate",
    "reinstate",
    "release",
    "renew",
    "reopen",
    "retire_scale",
    "retract",
    "reveal",
    "save_draft",
    "supersede",
    "take",
    "take_over",
    "withdraw_citation",
]
