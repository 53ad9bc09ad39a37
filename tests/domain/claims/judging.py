"""What DESIGN.md says of rounds, consensus and the gate, told anew to judge the services by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from api.exceptions import DomainError
from audit.models import AuditEvent
from claims.models import Citation, Claim, Rating, Review, Verdict

Act = Callable[[], Any]


@dataclass(frozen=True)
class Seen:
    """The claim before an act, as far as its effect is judged by it."""

    claim: Claim
    events: int
    settled: str  # the status once overdue reviews have ended

    @classmethod
    def now(cls, pk: int) -> "Seen":
        claim = Claim.objects.select_related("scale").get(pk=pk)
        here = Review.objects.filter(claim=claim, round=claim.round, outcome="open")
        left = here.filter(lease_expires_at__gte=Now()).exists() or rated(claim).exists()
        settled = claim.status if claim.status != "in_review" or left else "extracted"
        return cls(claim, chain(claim).count(), settled)


def chain(claim: Claim) -> Any:
    return AuditEvent.objects.for_target(claim)


def rated(claim: Claim) -> Any:
    return Rating.objects.filter(claim=claim, round=claim.round, superseded_at=None)


def counting(claim: Claim) -> list[Rating]:
    """The round's blind ratings of the current wording, told anew."""
    current = rated(claim).filter(wording=claim.wording, after_reveal=False)
    return list(current.select_related("level"))


def consensus(ratings: list[Rating]) -> str:
    """DESIGN.md's rule, told anew."""
    given = {rating.level for rating in ratings}
    if len(given) == 1:
        return "resolved"
    spread = max(x.position for x in given) - min(x.position for x in given)
    numbered = all(x.number is not None for x in given)
    return "resolved" if numbered and spread <= 1 else "disputed"


def tried(act: Act) -> tuple[Any, DomainError | None]:
    """The answer, or why it was refused; a refused act leaves nothing behind."""
    try:
        with transaction.atomic():
            return act(), None
    except DomainError as refusal:
        return None, refusal


def publishable(claim: Claim) -> bool:
    """DESIGN.md's gate, told anew, for the draft verdict."""
    draft = Verdict.objects.filter(claim=claim, published_at=None, superseded_at=None).first()
    standing = Citation.objects.filter(claim=claim, withdrawn_at=None).select_related("source")
    sources = {citation.source for citation in standing}
    return (
        draft is not None
        and draft.wording == claim.wording
        and bool(draft.summary)
        and len(sources) >= 2
        and any(source.kind == "primary" for source in sources)
    )
