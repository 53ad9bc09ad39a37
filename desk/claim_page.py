"""What the claim page shows to one person. Ratings, stances and verdicts are read blind-aware."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Min

from accounts.models import User
from accounts.roles import Role, has_role
from claims.history import history
from claims.models import (
    Citation,
    Claim,
    ClaimStatus,
    ClaimType,
    Confidence,
    Rating,
    RatingLevel,
    RatingScale,
    Review,
    SourceKind,
    Stance,
    Verdict,
)
from claims.publishing.gate import missing
from claims.services.actions import allowed_actions_for
from desk.marking import Turn, turns
from desk.views.transcripts import window
from transcripts.models import Segment

AROUND = 200  # characters before and after the neighbours a reader needs, to whole segments
MOST_AROUND = 1_500
CHOICES = {
    "types": ClaimType.choices,
    "confidences": Confidence.choices,
    "kinds": SourceKind.choices,
    "stances": Stance.choices,
}


def claim_context(
    actor: User, claim: Claim, action: str, sent: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The whole page. `sent` is what `action` was refused with: it is shown again."""
    actions = allowed_actions_for(actor, claim)
    reviews = _reviews(claim)
    mine = _mine(reviews, actor)
    verdicts = _verdicts(actor, claim)
    draft = next((v for v in verdicts if not v.published_at and not v.superseded_at), None)
    kept = {name: sent if action == name else None for name in ("rate", "cite", "edit")}
    return {
        "claim": claim,
        "actions": actions,
        "context": _surroundings(claim),
        "mine": mine,
        "places": _places(claim, reviews),
        "levels": _levels(claim),
        "rating": _rating_form(actor, claim, mine, kept["rate"]),
        "cite": kept["cite"] or {},
        "edit": kept["edit"] or _wording(claim),
        "speakers": _speakers(claim) if "edit" in actions else [],
        "citations": _citations(actor, claim),
        "others": _others(actor, claim),
        "draft_verdict": draft,
        "verdicts": verdicts,
        "published_verdict": _published(verdicts),
        "deciding": _deciding(draft, verdicts, action, sent),
        "gate": _gate(actor, claim, draft),
        "history": list(history(actor, claim)),
        "people": _people() if "assign" in actions else [],
        **CHOICES,
    }


def _reviews(claim: Claim) -> list[Review]:
    """The round's places. Drafts stay out: they are their writers' own."""
    in_round = Review.objects.filter(claim=claim, round=claim.round)
    return list(in_round.select_related("reviewer").defer("draft"))


def _verdicts(actor: User, claim: Claim) -> list[Verdict]:
    """Newest first, as far as they are open to me."""
    seen = Verdict.objects.visible_to(actor).filter(claim=claim)
    return list(seen.select_related("decided_by", "level").order_by("-id"))


def _mine(reviews: list[Review], actor: User) -> Review | None:
    """My place in the round: an open or rated one before one that ended otherwise."""
    own = [review for review in reviews if review.reviewer_id == actor.pk]
    holding = [review for review in own if review.outcome in ("open", "rated")]
    return next(reversed(holding or own), None)


def _places(claim: Claim, reviews: list[Review]) -> dict[str, Any]:
    """Who holds a place and how many there are. That somebody rated is no secret; how, is."""
    holding = [review for review in reviews if review.outcome in ("open", "rated")]
    scale = claim.scale
    return {
        "holding": holding,
        "open": [review for review in holding if review.outcome == "open"],
        "rated": sum(review.outcome == "rated" for review in holding),
        "required": scale.ratings_required if scale else None,
    }


def _levels(claim: Claim) -> list[RatingLevel]:
    """The levels of the round's scale, best of the screen first: as they stand on the scale."""
    scale = claim.scale or RatingScale.objects.usable().filter(is_default=True).first()
    return with_bounds(list(scale.levels.order_by("position"))) if scale else []


def with_bounds(levels: list[RatingLevel]) -> list[RatingLevel]:
    """Tells each level the ends of its scale, for its circle. One query."""
    ends = RatingLevel.objects.filter(scale__in={level.scale_id for level in levels})
    rows = ends.order_by().values_list("scale").annotate(Min("number"), Max("number"))
    bounds = {scale: (low, high) for scale, low, high in rows}
    for level in levels:
        level.worst, level.best = bounds[level.scale_id]  # type: ignore[attr-defined]
    return levels


def _surroundings(claim: Claim) -> list[Turn]:
    """The claim in its transcript: whole neighbours, and some way around them."""
    low, high = max(claim.context_start - AROUND, 0), claim.context_end + AROUND
    near = Segment.objects.filter(transcript_id=claim.transcript_id).spanning(low, high)
    segments = list(near.select_related("speaker").order_by("position"))
    if not segments:
        return []
    start = max(segments[0].start, claim.context_start - MOST_AROUND, 0)
    end = min(segments[-1].end, claim.context_end + MOST_AROUND)
    return turns(segments, window(claim.transcript_id, start, end), start, [claim])


def _rating_form(
    actor: User, claim: Claim, mine: Review | None, sent: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the form begins with: what was refused, else the draft, else my rating, else nothing."""
    current = (
        Rating.objects.visible_to(actor)
        .filter(claim=claim, reviewer=actor, round=claim.round, superseded_at__isnull=True)
        .select_related("level")
        .first()
    )
    said: Mapping[str, Any] = sent or {}
    if not said and mine is not None:
        said = Review.objects.values_list("draft", flat=True).get(pk=mine.pk) or {}
    saved = _judgement(current)
    drafted = bool(said) and any(str(said.get(name) or "") != saved[name] for name in saved)
    if not said:
        said = saved
    return {
        "level": str(said.get("level") or ""),
        "confidence": said.get("confidence") or Confidence.MEDIUM,
        "rationale": said.get("rationale") or "",
        "current": current,
        "drafted": drafted,
        "stale": current is not None and current.wording != claim.wording,
    }


def _judgement(rating: Rating | None) -> dict[str, str]:
    """A saved rating as the form would send it."""
    if rating is None:
        return {"level": "", "confidence": "", "rationale": ""}
    level, confidence = str(rating.level_id), str(rating.confidence)
    return {"level": level, "confidence": confidence, "rationale": rating.rationale}


def _wording(claim: Claim) -> dict[str, Any]:
    speaker = claim.shown_speaker
    return {
        "normalised": claim.shown_normalised,
        "type": claim.shown_type,
        "speaker": str(speaker.pk) if speaker else "",
    }


def _speakers(claim: Claim) -> list[Any]:
    """Those who speak in this transcript, and the one who is set."""
    rows = Segment.objects.filter(transcript_id=claim.transcript_id, speaker__isnull=False)
    pairs = dict(rows.order_by().values_list("speaker", "speaker__name").distinct()[:100])
    shown = claim.shown_speaker
    if shown is not None:
        pairs[shown.pk] = shown.name
    return sorted(pairs.items(), key=lambda pair: pair[1].lower())


def _citations(actor: User, claim: Claim) -> list[Any]:
    cited = Citation.objects.filter(claim=claim).standing().with_stance_for(actor).defer("stance")
    return list(cited.select_related("source", "added_by"))


def _others(actor: User, claim: Claim) -> list[Rating]:
    """Others' current ratings, as far as they are open to me."""
    ratings = Rating.objects.visible_to(actor).filter(claim=claim, superseded_at__isnull=True)
    others = ratings.exclude(reviewer=actor, round=claim.round)
    found = list(others.select_related("level", "reviewer").order_by("-round", "id"))
    with_bounds([rating.level for rating in found])
    return found


def _published(verdicts: list[Verdict]) -> Verdict | None:
    standing = (v for v in verdicts if v.published_at and not v.superseded_at)
    return next((v for v in standing if not v.retracted_at), None)


def _deciding(
    draft: Verdict | None, verdicts: list[Verdict], action: str, sent: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the editor's form begins with."""
    if sent is not None and action in ("adjudicate", "correct"):
        return {
            name: sent.get(name, "") for name in ("level", "summary", "reason", "as_of", "note")
        }
    base = draft or _published(verdicts)
    if base is None:
        return {}
    return {
        "level": str(base.level_id),
        "summary": base.summary,
        "reason": base.reason,
        "as_of": base.as_of.isoformat() if base.as_of else "",
    }


def _gate(actor: User, claim: Claim, draft: Verdict | None) -> list[Any] | None:
    """What publishing still misses, for editors; None where the question does not arise."""
    if not has_role(actor, Role.EDITOR) or claim.status != ClaimStatus.RESOLVED:
        return None
    return list(missing(claim, draft))


def _people() -> list[User]:
    """Who can be given a place."""
    named = User.objects.filter(is_active=True, groups__name__in=[Role.REVIEWER, Role.EDITOR])
    return list(named.distinct().order_by("username")[:200])
