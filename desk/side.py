"""The lists beside the queue: mine, what waits for an editor, what came out and was mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Greatest

from accounts.models import User
from claims.models import Claim, ClaimStatus, Review, Verdict
from desk.queue import for_list

SHORT = 5
MINE = 8


def mine(actor: User) -> list[Review]:
    """What I hold, taken or assigned; what runs out soonest comes first."""
    reviews = Review.objects.filter(reviewer=actor, outcome="open").select_related(
        "claim__transcript", "claim__speaker", "claim__suggested_speaker", "assigned_by"
    )
    visible = reviews.filter(claim__in=Claim.objects.visible_to(actor))
    shown = visible.defer("claim__transcript__text", "claim__search", "draft")
    return list(shown.order_by("lease_expires_at", "id")[:MINE])


def undecided(actor: User, status: ClaimStatus) -> list[Claim]:
    """What an editor is to decide: disputes, or what the reviewers agree on."""
    claims = Claim.objects.visible_to(actor).current().filter(status=status)
    return list(for_list(claims.order_by("-rank", "-id"))[:SHORT])


def published() -> list[Verdict]:
    """The checks that stand and were published last, for the first time."""
    return list(_verdicts().current().filter(correction_note="")[:SHORT])


def due() -> list[Verdict]:
    """The checks that came back to the desk, those that wait longest first."""
    return list(_verdicts().due().order_by("due_at", "id")[:SHORT])


def due_on(claims: Sequence[Claim]) -> dict[int, Verdict]:
    """Why these came back to the desk, by the claim's id."""
    return {one.claim_id: one for one in Verdict.objects.due().filter(claim__in=claims)}


def corrections() -> list[Verdict]:
    """What was corrected or retracted lately, newest first."""
    mended = _verdicts().public().filter(superseded_at__isnull=True)
    mended = mended.filter(~Q(correction_note="") | Q(retracted_at__isnull=False))
    return list(mended.order_by(Greatest("published_at", "retracted_at").desc(), "-id")[:SHORT])


def _verdicts() -> Any:
    found = Verdict.objects.select_related("claim").defer("claim__search", "citations")
    return found.order_by("-published_at", "-id")
