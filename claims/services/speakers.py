"""Merging speakers: two records of one person become one, and everything said keeps its speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from audit.services import record
from claims.matching import following
from claims.models import Claim, EarlierWording
from transcripts.models import Segment, Speaker

if TYPE_CHECKING:
    from accounts.models import User

_IDENTITY = ("role", "party", "wikidata_id")


@transaction.atomic
def merge_speakers(*, actor: User, speaker_id: int, into_id: int) -> Speaker:
    """Everything said by `speaker_id` is from now on said by `into_id`, who gains its names.

    The merged record stays and points to the other, so that old links still lead somewhere.
    Published verdicts keep the name they were published with. No claim's wording changes: it
    is the same person. Raises Conflict where the two have different Wikidata ids.
    """
    if not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Only an editor merges speakers."))
    if speaker_id == into_id:
        raise InvalidInput(_("A speaker cannot be merged into itself."), pointer="/into")
    # In the order of their ids, so that two merges cannot wait for each other.
    locked = Speaker.objects.select_for_update().filter(pk__in=[speaker_id, into_id])
    found: dict[int, Speaker] = {speaker.pk: speaker for speaker in locked.order_by("pk")}
    if speaker_id not in found or into_id not in found:
        raise NotVisible(_("There is no such speaker."))
    gone, kept = found[speaker_id], found[into_id]
    _may_merge(gone, kept)
    _move(gone, kept)
    kept.aliases = list(dict.fromkeys([*kept.aliases, gone.name, *gone.aliases]))
    for name in _IDENTITY:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    gone.merged_into = kept
    for speaker in (kept, gone):
        speaker.version += 1
        speaker.save()
    record(actor=actor, action="merge", target=kept, values={"merged": gone.pk})
    record(actor=actor, action="merged_into", target=gone, values={"into": kept.pk})
    return kept


def _move(gone: Speaker, kept: Speaker) -> None:
    Segment.objects.filter(speaker=gone).update(speaker=kept)
    EarlierWording.objects.filter(speaker=gone).update(speaker=kept)
    following.queue_speaker(gone.pk)
    # Readers are shown another name: that is worth a new version of the claim.
    Claim.objects.filter(Q(speaker=gone) | Q(suggested_speaker=gone)).update(
        version=F("version") + 1
    )
    Claim.objects.filter(speaker=gone).update(speaker=kept)
    Claim.objects.filter(suggested_speaker=gone).update(suggested_speaker=kept)
    Speaker.objects.filter(merged_into=gone).update(merged_into=kept)


def _may_merge(gone: Speaker, kept: Speaker) -> None:
    for speaker in (gone, kept):
        if speaker.merged_into_id is not None:
            raise Conflict(
                _("%(speaker)s was merged into another speaker already.") % {"speaker": speaker},
                code="merged",
            )
    if gone.wikidata_id and kept.wikidata_id and gone.wikidata_id != kept.wikidata_id:
        raise Conflict(_("The two have different Wikidata ids."), code="different_people")
