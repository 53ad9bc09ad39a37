"""The claim itself: reworded, kept, dismissed, reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Forbidden, InvalidInput
from claims import limits
from claims.lifecycle import Action
from claims.matching import life
from claims.models import (
    Claim,
    ClaimStatus,
    ClaimType,
    DismissalKind,
    EarlierWording,
    Review,
    Verdict,
)
from claims.services import checks, locking, places
from transcripts.models import Speaker

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def edit_claim(
    *, actor: User, claim_id: int, expected_version: int | None, changes: dict[str, Any]
) -> Claim:
    """Changes people's normalised claim, type or speaker.

    `wording` counts a change of what readers are shown; setting what was shown anyway is none.
    After the round's first rating only an editor rewords, and raters are asked to confirm.
    """
    claim = locking.begin(actor, claim_id, Action.EDIT, expected_version)
    if places.has_rating(claim) and not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Somebody has rated this wording: only an editor changes it now."))
    fields = clean_values(changes)
    if all(getattr(claim, name) == value for name, value in fields.items()):
        return locking.fresh(claim)
    reword(actor, claim, fields)
    return locking.fresh(claim)


def clean_values(changes: dict[str, Any]) -> dict[str, Any]:
    """People's values as they may be stored. Raises InvalidInput."""
    if unknown := sorted(set(changes) - {"normalised", "type", "speaker"}):
        raise InvalidInput(_("This cannot be changed."), pointer=f"/{unknown[0]}")
    fields = dict(changes)
    if "normalised" in fields:
        fields["normalised"] = checks.text(fields["normalised"], "/normalised", limits.NORMALISED)
    if "type" in fields:
        fields["type"] = checks.choice(fields["type"], ClaimType.values, "/type")
    if "speaker" in fields:
        fields["speaker"] = _speaker(fields["speaker"])
    return fields


def _speaker(value: object) -> Speaker:
    speaker = value
    if isinstance(value, int) and not isinstance(value, bool):
        speaker = Speaker.objects.filter(pk=value).first()
    if not isinstance(speaker, Speaker) or speaker.merged_into_id is not None:
        raise InvalidInput(_("There is no such speaker."), pointer="/speaker")
    return speaker


def reword(actor: User, claim: Claim, fields: dict[str, Any], *, bump: bool = True) -> None:
    """With the claim locked: stores people's values and the earlier wording, writes the event."""
    before = _shown(claim)
    earlier = _as_shown(actor, claim)
    for name, value in fields.items():
        setattr(claim, name, value)
    after = _shown(claim)
    if before != after:
        earlier.save()
        life.queue_claims(Claim.objects.filter(pk=claim.pk))
        fields = {**fields, "wording": F("wording") + 1}
    locking.save(claim, bump=bump, **fields)
    locking.note(actor, "edit", claim, before=before, after=after, wording=claim.wording)


def _as_shown(actor: User, claim: Claim) -> EarlierWording:
    """What readers are shown now, to be saved once `actor` replaces it."""
    return EarlierWording(
        claim=claim,
        wording=claim.wording,
        normalised=claim.shown_normalised,
        type=claim.shown_type,
        speaker=claim.shown_speaker,
        replaced_by=actor,
    )


def _shown(claim: Claim) -> dict[str, str | None]:
    speaker = claim.shown_speaker
    return {
        "normalised": claim.shown_normalised,
        "type": claim.shown_type,
        "speaker": str(speaker.pk) if speaker else None,
    }


@transaction.atomic
def keep(*, actor: User, claim_id: int, expected_version: int | None) -> Claim:
    """Somebody has looked at a claim that the last run no longer found: it stays.

    The question comes back only where a later run finds the claim and one after it does not.
    """
    claim = locking.begin(actor, claim_id, Action.KEEP, expected_version)
    if not claim.flagged:
        raise locking.wrong_state(actor, claim, _("Nobody asks whether this claim should stay."))
    locking.save(claim, kept_at=Now())
    locking.note(actor, "keep", claim)
    return locking.fresh(claim)


@transaction.atomic
def dismiss(
    *,
    actor: User,
    claim_id: int,
    expected_version: int | None,
    reason: str,
    kind: str = DismissalKind.OTHER,
) -> Claim:
    """Not worth or not open to checking. Open reviews end as released."""
    claim = locking.begin(actor, claim_id, Action.DISMISS, expected_version)
    reason = checks.reason(reason)
    kind = checks.choice(kind, DismissalKind.values, "/kind")
    places.expire_overdue_of(claim)
    editor = has_role(actor, Role.EDITOR)
    if claim.status == ClaimStatus.IN_REVIEW and not editor and _others_at_work(actor, claim):
        raise locking.wrong_state(
            actor, claim, _("Somebody else is reviewing this claim: only an editor dismisses it.")
        )
    # Who knows a judgement may argue about it: such a reason stays blind as ratings do.
    undecided = claim.status in (ClaimStatus.EXTRACTED, ClaimStatus.IN_REVIEW)
    informed = not undecided or places.knows_a_judgement(claim, actor)
    places.end_open(claim)
    drop_draft(claim)
    locking.save(claim, status=ClaimStatus.DISMISSED, dismissed_as=kind)
    locking.note(actor, "dismiss", claim, reason=reason, informed=informed, kind=kind)
    return locking.fresh(claim)


def _others_at_work(actor: User, claim: Claim) -> bool:
    here = Review.objects.filter(claim=claim, round=claim.round).exclude(reviewer=actor)
    rated = Q(ratings__superseded_at__isnull=True, ratings__isnull=False)
    return bool(here.filter(Q(outcome__in=["open", "rated"]) | rated).exists())


@transaction.atomic
def reopen(*, actor: User, claim_id: int, expected_version: int | None, reason: str = "") -> Claim:
    """A new round, on a scale of its own. Undecided claims by an editor, with a reason."""
    claim = locking.begin(actor, claim_id, Action.REOPEN, expected_version)
    reason = checks.reason(reason, required=claim.status != ClaimStatus.DISMISSED)
    was = claim.status
    drop_draft(claim)
    new_round(actor, claim)
    locking.note(actor, "reopen", claim, reason=reason, was=was)
    return locking.fresh(claim)


def new_round(actor: User, claim: Claim) -> None:
    """With the claim locked: extracted again, nobody's rating counts any more.

    A round without a speaker ends: from now on readers are shown the suggested one again, so
    what was rated is kept as an earlier wording.
    """
    wording: dict[str, Any] = {}
    if claim.scale is not None and claim.speaker is None:
        _as_shown(actor, claim).save()
        life.queue_claims(Claim.objects.filter(pk=claim.pk))
        wording["wording"] = F("wording") + 1
    rounds = Review.objects.filter(claim=claim).aggregate(last=Max("round"))["last"] or 0
    locking.save(
        claim,
        status=ClaimStatus.EXTRACTED,
        dismissed_as=None,
        round=max(claim.round, rounds) + 1,
        scale=None,
        **wording,
    )


def drop_draft(claim: Claim) -> None:
    """A verdict that was never published ends with its round."""
    Verdict.objects.filter(
        claim=claim, published_at__isnull=True, superseded_at__isnull=True
    ).update(superseded_at=Now())
