"""Rating a claim: blind until the round is full, the last one counts, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Conflict, InvalidInput
from claims import limits
from claims.consensus import Consensus, Level, consensus
from claims.lifecycle import Action
from claims.models import (
    Claim,
    ClaimStatus,
    Confidence,
    EarlierWording,
    Rating,
    RatingLevel,
    Review,
    ReviewOutcome,
)
from claims.services import checks, locking, places
from claims.services.reviews import keep_draft

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class _Judgement:
    level: RatingLevel
    confidence: str
    rationale: str
    wording: int

    def draft(self) -> dict[str, Any]:
        return {
            "level": self.level.pk,
            "confidence": self.confidence,
            "rationale": self.rationale,
            "wording": self.wording,
        }


def rate(
    *,
    actor: User,
    claim_id: int,
    level: RatingLevel,
    confidence: str,
    rationale: str,
    wording: int,
) -> Rating:
    """The actor's rating of the claim as worded.

    1. Overdue reviews expire first; the actor's own place is taken back where it is still free.
    2. Another wording than the current one, or no place: 409, and the text stays as a draft.
    3. An earlier rating of the actor's in the round is superseded.
    4. The last missing rating fills the round, and consensus decides.
    """
    judgement = _Judgement(
        level,
        checks.choice(confidence, Confidence.values, "/confidence"),
        checks.text(rationale, "/rationale", limits.RATIONALE),
        wording,
    )
    try:
        with transaction.atomic():
            return _rate(actor, claim_id, judgement)
    except Conflict as refusal:
        _keep(actor, claim_id, judgement, refusal)
        raise


@transaction.atomic
def _keep(actor: User, claim_id: int, judgement: _Judgement, refusal: Conflict) -> None:
    """What was written outlives the refusal, also under an Idempotency-Key."""
    claim = locking.lock_claim(actor, claim_id)
    kept = places.last_of(claim, actor) is not None
    if kept:
        keep_draft(actor, claim, judgement.draft())
    refusal.extra["draft_kept"] = kept
    refusal.keeps_effects = kept


def _rate(actor: User, claim_id: int, judgement: _Judgement) -> Rating:
    claim = locking.lock_claim(actor, claim_id)
    locking.need_role(actor, "reviewer")
    places.expire_overdue_of(claim)
    if claim.status == ClaimStatus.DISPUTED:
        return _rate_in_dispute(actor, claim, judgement)
    review = _place(actor, claim)
    _check_judgement(claim, judgement)
    rating = _add(actor, claim, review, judgement, after_reveal=False)
    if review.outcome == ReviewOutcome.OPEN:
        places.end(review, ReviewOutcome.RATED, draft={})
    else:
        Review.objects.filter(pk=review.pk).update(draft={})
    outcome = outcome_of(claim)
    if outcome is None:
        locking.save(claim, bump=False)
    else:
        status = ClaimStatus.RESOLVED if outcome.resolved else ClaimStatus.DISPUTED
        locking.save(claim, status=status)
    _note(actor, claim, rating)
    return rating


def _rate_in_dispute(actor: User, claim: Claim, judgement: _Judgement) -> Rating:
    """A participant who has seen the others' may add to it; the consensus stays as it is."""
    review = places.held_by(claim, actor)
    if review is None:
        raise locking.wrong_state(actor, claim, _("Only who rated in this round may add a rating."))
    _check_judgement(claim, judgement)
    rating = _add(actor, claim, review, judgement, after_reveal=True)
    locking.save(claim, bump=False)
    _note(actor, claim, rating)
    return rating


def _place(actor: User, claim: Claim) -> Review:
    """The actor's open or rated review; one that expired is opened again if a place is free."""
    if claim.status not in (ClaimStatus.IN_REVIEW, ClaimStatus.EXTRACTED):
        locking.check_cell(actor, claim, Action.RATE)
    if places.barred(claim, actor):
        raise locking.wrong_state(actor, claim, _("You looked at this round's ratings: no rating."))
    held = places.held_by(claim, actor)
    if held is not None:
        return held
    last = places.last_of(claim, actor)
    if last is None or last.outcome != ReviewOutcome.EXPIRED:
        raise locking.wrong_state(actor, claim, _("You have no place on this claim."))
    if places.free_places(claim) < 1:
        raise locking.wrong_state(
            actor,
            claim,
            _("Your time ran out and the place was given to somebody else. The text is kept."),
            code="lease_expired",
        )
    review, fields = places.open_place(claim, actor)
    if claim.status == ClaimStatus.IN_REVIEW:
        fields.pop("status")
    locking.save(claim, bump="status" in fields, **fields)
    locking.note(actor, "take", claim, review=review.pk, after_expiry=True)
    return review


def _check_judgement(claim: Claim, judgement: _Judgement) -> None:
    if judgement.level.scale_id != claim.scale_id:
        raise InvalidInput(_("This level is not of the round's scale."), pointer="/level")
    if judgement.wording == claim.wording:
        return
    judged = (
        EarlierWording.objects.filter(claim=claim, wording=judgement.wording)
        .select_related("speaker")
        .first()
    )
    if judged is None:
        raise InvalidInput(_("The claim never had this wording."), pointer="/wording")
    raise Conflict(
        _("The claim was reworded since you read it. Read it again and rate it as it is now."),
        code="wording_changed",
        judged=_wording(judged.wording, judged.normalised, judged.speaker),
        current=_wording(claim.wording, claim.shown_normalised, claim.shown_speaker),
    )


def _wording(number: int, normalised: str, speaker: Any) -> dict[str, Any]:
    return {
        "wording": number,
        "normalised": normalised,
        "speaker": speaker and {"id": speaker.pk, "name": speaker.name},
    }


def _add(
    actor: User, claim: Claim, review: Review, judgement: _Judgement, *, after_reveal: bool
) -> Rating:
    mine = Rating.objects.filter(
        claim=claim, reviewer=actor, round=claim.round, after_reveal=after_reveal
    )
    mine.filter(superseded_at__isnull=True).update(superseded_at=Now())
    return Rating.objects.create(
        claim=claim,
        review=review,
        reviewer=actor,
        round=claim.round,
        level=judgement.level,
        confidence=judgement.confidence,
        rationale=judgement.rationale,
        wording=judgement.wording,
        after_reveal=after_reveal,
    )


def _note(actor: User, claim: Claim, rating: Rating) -> None:
    locking.note(
        actor,
        "rate",
        claim,
        rating=rating.pk,
        wording=rating.wording,
        after_reveal=rating.after_reveal,
    )


def outcome_of(claim: Claim) -> Consensus | None:
    """What the round's ratings of the current wording say; None while some are missing."""
    if claim.scale is None:
        return None
    levels = [rating.level for rating in Rating.objects.counting(claim).select_related("level")]
    if len(levels) < claim.scale.ratings_required:
        return None
    return consensus([Level(x.pk, x.position, x.number is not None) for x in levels])
