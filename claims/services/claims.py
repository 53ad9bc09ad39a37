"""The claim itself: added by hand, reworded, dismissed, reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Length, Now, Substr
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Forbidden, InvalidInput, NotVisible
from claims import limits
from claims.lifecycle import REVIEWER, Action
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
from transcripts.models import Segment, SegmentRole, Speaker, Transcript

if TYPE_CHECKING:
    from accounts.models import User

#: Characters of the same turn shown on either side of a span that a person named.
_CONTEXT = 600
#: What a person points at comes first.
_RANK_BY_HAND = 10_000


@transaction.atomic
def add_claim(
    *, actor: User, transcript_id: int, start: int, end: int, type: str | None = None
) -> tuple[Claim, bool]:
    """A claim over [start, end) of the canonical text, and whether it is new.

    White space at either end is left out. A span that is a claim already answers with it; if
    only the machine knew it, it is from now on one that people have named, and no run takes
    it away.
    """
    # The lock that a run's batch takes too: no overlapping twin can slip in between.
    visible = Transcript.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    transcript = visible.defer("text").filter(pk=transcript_id).first()
    if transcript is None:
        raise NotVisible(_("There is no such transcript."))
    locking.need_role(actor, REVIEWER)
    if type is not None:
        type = checks.choice(type, ClaimType.values, "/type")
    start, end, text = _span(transcript, start, end)
    known = Claim.objects.filter(transcript=transcript, start=start, end=end).first()
    if known is None:
        claim, created = Claim.objects.get_or_create(
            transcript=transcript,
            start=start,
            end=end,
            defaults=_fields(actor, transcript, start, end, text, type),
        )
        if created:
            life.queue_claims(Claim.objects.filter(pk=claim.pk))
            locking.note(actor, "add", claim, after={"text": text}, start=start, end=end, type=type)
            return locking.fresh(claim), True
    else:
        claim = known
    return _name(actor, claim), False


def _name(actor: User, claim: Claim) -> Claim:
    claim = locking.lock_claim(actor, claim.pk)
    if claim.worked_on_at is None:
        locking.save(claim, bump=False)
        locking.note(actor, "add", claim, known=True)
    return locking.fresh(claim)


def _span(transcript: Transcript, start: int, end: int) -> tuple[int, int, str]:
    """The span without outer white space, and its text."""
    for pointer, value in (("/start", start), ("/end", end)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InvalidInput(_("An offset is a whole number from 0."), pointer=pointer)
    if end <= start:
        raise InvalidInput(_("A span ends after it starts."), pointer="/end")
    if end - start > limits.SPAN:
        raise InvalidInput(
            _("A claim has at most %(limit)s characters.") % {"limit": f"{limits.SPAN:,}"},
            pointer="/end",
        )
    length, text = (
        Transcript.objects.filter(pk=transcript.pk)
        .annotate(_length=Length("text"), _piece=Substr("text", start + 1, end - start))
        .values_list("_length", "_piece")
        .get()
    )
    if end > length:
        raise InvalidInput(
            _("The transcript has %(length)s characters.") % {"length": f"{length:,}"},
            pointer="/end",
        )
    if not text.strip():
        raise InvalidInput(_("There is only white space here."), pointer="/start")
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return start, start + len(text), text


def _fields(
    actor: User, transcript: Transcript, start: int, end: int, text: str, type: str | None
) -> dict[str, Any]:
    segments = list(
        Segment.objects.filter(transcript=transcript)
        .spanning(start, end)
        .exclude(role=SegmentRole.FURNITURE)
        .select_related("speaker")
        .order_by("position")
    )
    if not segments:
        raise InvalidInput(_("Nobody says this: it is outside all turns."), pointer="/start")
    first, last = segments[0], segments[-1]
    return {
        "text": text,
        "role": first.role,
        "first_segment": first,
        "last_segment": last,
        "context_start": min(start, max(first.start, start - _CONTEXT)),
        "context_end": max(end, min(last.end, end + _CONTEXT)),
        "rank": _RANK_BY_HAND,
        "suggested_speaker": first.speaker,
        "type": type,
        "added_by": actor,
        "worked_on_at": Now(),
    }


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
