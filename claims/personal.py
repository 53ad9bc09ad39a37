"""What accounts hold in transcripts and claims, for accounts.personal.

Exported: what somebody uploaded, wrote and decided, and nobody else's judgement. Erased: drafts,
the places they held, which go back to the round, and their username where posts mention it. The
rest is the newsroom's record.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from accounts.personal import Part, handle_of, register_part
from claims.discussion.services import forget_mentions
from claims.models import (
    Citation,
    Claim,
    EarlierWording,
    Export,
    FactCheckImport,
    Match,
    Post,
    Rating,
    Review,
    ReviewOutcome,
    Snapshot,
    Source,
    Supersession,
    Verdict,
)
from claims.services import locking, places
from transcripts.models import ExtractionRun, Upload

#: name -> model, how its rows are tied to the person, what is exported of each.
_ROWS: dict[str, tuple[type[Model], tuple[str, ...], tuple[str, ...]]] = {
    "uploads": (
        Upload,
        ("user",),
        ("transcript_id", "name", "media_type", "size", "sha256", "metadata", "created_at"),
    ),
    "runs": (ExtractionRun, ("requested_by",), ("transcript_id", "status", "created_at")),
    "claims_added": (Claim, ("added_by",), ("transcript_id", "start", "end", "text")),
    "rewordings": (EarlierWording, ("replaced_by",), ("claim_id", "wording", "replaced_at")),
    "reviews": (
        Review,
        ("reviewer",),
        ("claim_id", "round", "outcome", "draft", "created_at", "ended_at", "revealed_at"),
    ),
    "assignments": (Review, ("assigned_by",), ("claim_id", "round", "created_at")),
    "ratings": (
        Rating,
        ("reviewer",),
        ("claim_id", "round", "level__label", "level__number", "confidence", "rationale",
         "wording", "after_reveal", "created_at", "superseded_at"),
    ),
    "citations": (
        Citation,
        ("added_by",),
        ("claim_id", "round", "source__url", "excerpt", "stance", "created_at", "withdrawn_at"),
    ),
    "withdrawn_citations": (
        Citation, ("withdrawn_by",), ("claim_id", "withdrawn_at", "withdrawn_reason"),
    ),
    "posts": (Post, ("author",), ("claim_id", "round", "body", "created_at", "withdrawn_at")),
    "withdrawn_posts": (Post, ("withdrawn_by",), ("claim_id", "withdrawn_at", "withdrawn_reason")),
    "exports": (
        Export, ("requested_by",), ("kind", "format", "transcript_id", "status", "created_at"),
    ),
    "sources": (Source, ("added_by",), ("url", "title", "publisher", "kind", "created_at")),
    "supersessions": (
        Supersession,
        ("said_by",),
        ("source__url", "reason", "replaced_by__url", "created_at", "withdrawn_at"),
    ),
    "withdrawn_supersessions": (
        Supersession, ("withdrawn_by",), ("source__url", "withdrawn_at", "withdrawn_reason"),
    ),
    "imports": (
        FactCheckImport,
        ("requested_by",),
        ("name", "url", "size", "sha256", "status", "created_at"),
    ),
    "snapshots": (
        Snapshot, ("requested_by",),
        ("source__url", "origin", "name", "sha256", "created_at"),
    ),
    "withdrawn_snapshots": (
        Snapshot, ("withdrawn_by",), ("source__url", "withdrawn_at", "withdrawn_reason"),
    ),
    "matches_decided": (
        Match,
        ("decided_by",),
        ("claim_id", "earlier_id", "fact_check_id", "status", "decided_kind", "decided_at"),
    ),
    "verdicts": (
        Verdict,
        ("decided_by", "published_by"),
        ("claim_id", "round", "level_label", "summary", "reason", "twin_reason", "correction_note",
         "decided_at", "published_at", "retracted_at"),
    ),
}  # fmt: skip


def register() -> None:
    """From ClaimsConfig.ready()."""
    models = frozenset(model._meta.label for model, _, _ in _ROWS.values())
    register_part(Part("work", models, export, erase))


def export(user: User) -> dict[str, list[dict[str, Any]]]:
    """Lists of rows by name, oldest first."""
    return {name: list(_rows(user, name)) for name in _ROWS}


def _rows(user: User, name: str) -> QuerySet[Any, Any]:
    model, ties, fields = _ROWS[name]
    mine = Q()
    for tie in ties:
        mine |= Q(**{tie: user})
    return model._default_manager.filter(mine).order_by("pk").values("id", *fields)


def erase(user: User, actor: User | None) -> dict[str, int]:
    """Blanks drafts, gives back the places, renames mentions; what people judged and said stays."""
    held = Review.objects.filter(reviewer=user, outcome=ReviewOutcome.OPEN).order_by("claim")
    released = [_release(review, actor) for review in held]
    drafts = Review.objects.filter(reviewer=user).exclude(draft={}).update(draft={})
    mentions = forget_mentions(user, handle_of(user))
    return {"places": sum(released), "drafts": drafts, "mentions": mentions}


def _release(review: Review, actor: User | None) -> bool:
    rows = Claim.objects.select_for_update(no_key=True, of=("self",)).defer("search")
    claim: Claim = rows.get(pk=review.claim_id)
    review.refresh_from_db()
    if review.outcome != ReviewOutcome.OPEN:
        return False  # it ended while the claim was waited for
    places.end(review, ReviewOutcome.RELEASED)
    settled = places.settled_status(claim)
    if settled != claim.status:
        locking.save_by_system(claim, status=settled)
    locking.note(actor, "release", claim, review=review.pk, reviewer=str(review.reviewer.opaque_id))
    return True
