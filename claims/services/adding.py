"""A claim that a person names by its span, which no run takes away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Length, Now, Substr
from django.utils.translation import gettext as _

from api.exceptions import InvalidInput, NotVisible
from claims import limits
from claims.lifecycle import REVIEWER
from claims.matching import life
from claims.models import Claim, ClaimType
from claims.services import checks, locking
from transcripts.models import Segment, SegmentRole, Transcript

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
