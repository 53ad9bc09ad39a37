"""The rating form: what it begins with, and a draft that was left where there is no form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from api.exceptions import DomainError
from claims.models import Claim, Confidence, EarlierWording, Rating, RatingLevel, Review
from desk.claim_page.round import Mine, current
from desk.comparing import Comparison, compared
from desk.fields import Field, Sheet
from desk.words import CONFIDENCES


@dataclass(frozen=True, slots=True)
class RatingForm:
    """The form, my rating that stands, and what was reworded since I read the claim."""

    level: Field
    rationale: Field
    confidence: Field
    current: Rating | None
    drafted: bool
    reworded: Comparison | None

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.level, self.rationale, self.confidence

    @property
    def stale(self) -> bool:
        """Whether a rating that is saved already judged another wording."""
        return self.current is not None and not self.drafted and self.reworded is not None


def rating_form(
    actor: User,
    claim: Claim,
    mine: Mine | None,
    ratings: Sequence[Rating],
    levels: Sequence[RatingLevel],
    sent: Mapping[str, Any] | None,
    error: DomainError | None,
) -> RatingForm:
    """Begins with what was refused, else with the draft, else with my rating, else empty."""
    standing = current(ratings, claim, actor)
    saved = _values(standing)
    left = sent or _draft(mine)
    drafted = any(str(left.get(name) or "") != saved[name] for name in saved) if left else False
    values = {**saved, **left} if drafted else saved
    sheet = Sheet(
        "rate", {**values, "confidence": values["confidence"] or Confidence.MEDIUM}, error
    )
    return RatingForm(
        level=sheet.field("level", _("Level"), kind="levels", choices=levels, required=True),
        rationale=sheet.field("rationale", _("Why"), kind="long", rows=5, required=True, key="r"),
        confidence=sheet.field(
            "confidence", _("Confidence"), kind="radios", choices=list(CONFIDENCES.items())
        ),
        current=standing,
        drafted=drafted,
        reworded=_reworded(claim, left.get("wording") if drafted else None, standing),
    )


def _draft(mine: Mine | None) -> Mapping[str, Any]:
    """What the server kept of mine; read here alone, since drafts are their writers' own."""
    if mine is None:
        return {}
    draft = Review.objects.values_list("draft", flat=True).get(pk=mine.review.pk)
    return draft if isinstance(draft, dict) else {}


def _values(rating: Rating | None) -> dict[str, str]:
    """A saved rating as the form would send it."""
    if rating is None:
        return {"level": "", "confidence": "", "rationale": ""}
    level, confidence = str(rating.level_id), str(rating.confidence)
    return {"level": level, "confidence": confidence, "rationale": rating.rationale}


def _reworded(claim: Claim, drafted: Any, rating: Rating | None) -> Comparison | None:
    """The wording that was read beside the one of now; None where they are the same."""
    read = str(drafted or (rating.wording if rating else claim.wording))
    if read == str(claim.wording) or not (read.isascii() and read.isdigit() and len(read) < 9):
        return None
    earlier = EarlierWording.objects.filter(claim=claim, wording=int(read)).first()
    return compared(earlier.normalised, claim.shown_normalised) if earlier else None
