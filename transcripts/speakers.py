"""Who is who: a transcript's parsed speakers to people that are known already.

Across transcripts people are joined only on an exact full name with no conflicting role.
A single name ("Mayor", "Anna") is too little to join on and makes a person of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role, has_role
from api.exceptions import Forbidden, InvalidInput, NotVisible
from api.preconditions import check_version
from audit.services import record
from transcripts.changes import name_changed
from transcripts.formats import ParsedSpeaker
from transcripts.models import Speaker

if TYPE_CHECKING:
    from accounts.models import User

EDITABLE = ("name", "aliases", "role", "party", "wikidata_id")

_SPEAKERS_LOCK = 0x0A11CE  # two uploads at once must not both create the same person


def resolve_speakers(parsed: Sequence[ParsedSpeaker]) -> list[Speaker]:
    """One Speaker for each parsed one, found or created, in order. In the caller's transaction."""
    if not parsed:
        return []
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SPEAKERS_LOCK])
    names = {person.name for person in parsed if is_full_name(person.name)}
    known = list(Speaker.objects.current().filter(name__in=names).order_by("id"))
    return [_find(known, person) or _create(person) for person in parsed]


def is_full_name(name: str) -> bool:
    return len(name.split()) >= 2


def _find(known: Sequence[Speaker], person: ParsedSpeaker) -> Speaker | None:
    for speaker in known:
        conflict = speaker.role and person.title and speaker.role != person.title
        if speaker.name == person.name and not conflict:
            _add_what_is_new(speaker, person)
            return speaker
    return None


def _add_what_is_new(speaker: Speaker, person: ParsedSpeaker) -> None:
    aliases = [*speaker.aliases, *(a for a in person.aliases if a not in speaker.aliases)]
    role = speaker.role or person.title[:200]
    if aliases != speaker.aliases or role != speaker.role:
        speaker.aliases, speaker.role = aliases[:100], role
        speaker.version += 1
        speaker.save(update_fields=["aliases", "role", "version"])


def _create(person: ParsedSpeaker) -> Speaker:
    return Speaker.objects.create(
        name=person.name[:200],
        aliases=[alias[:300] for alias in person.aliases][:100],
        role=person.title[:200],
    )


@transaction.atomic
def edit_speaker(
    *, actor: User, speaker_id: int, expected_version: int | None, changes: Mapping[str, Any]
) -> Speaker:
    """Changes who a person is said to be. Published verdicts keep what they were published with."""
    if not has_role(actor, Role.EDITOR):
        raise Forbidden(_("Only an editor changes a speaker."))
    rows = Speaker.objects.select_for_update(no_key=True)
    speaker: Speaker | None = rows.filter(pk=speaker_id).first()
    if speaker is None:
        raise NotVisible(_("There is no such speaker."))
    check_version(speaker, expected_version)
    new = {name: value for name, value in changes.items() if name in EDITABLE}
    if "name" in new and not new["name"].strip():
        raise InvalidInput(_("A speaker needs a name."), pointer="/name", code="required")
    before = {name: str(getattr(speaker, name)) for name in new}
    for name, value in new.items():
        setattr(speaker, name, value)
    speaker.version += 1
    speaker.save(update_fields=[*new, "version"])
    after = {name: str(getattr(speaker, name)) for name in new}
    if before.get("name") != after.get("name"):
        name_changed(speaker.pk)
    record(
        actor=actor,
        action="edit",
        target=speaker,
        before=before,
        after=after,
        values={"fields": sorted(new)},
    )
    return speaker
