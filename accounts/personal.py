"""Personal data of an account: exported, and erased without breaking the record.

Apps above accounts register what they hold of a person (register_part), as they do health
probes. The audit trail knows people by `opaque_id` alone, so that a name goes and the trail
stays: what somebody decided, rated and cited remains theirs under that id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import User
from accounts.roles import forget_cached_roles
from accounts.services import lock_user, may_administer
from api.exceptions import Forbidden, InvalidInput
from api.models import IdempotencyRecord
from audit.models import AuditEvent
from audit.services import record

REASON = 2_000
_PROFILE = ("username", "first_name", "last_name", "email")


@dataclass(frozen=True, slots=True)
class Part:
    """What one app holds of people.

    `export` returns it as JSON; `erase` (of whom, by whom) blanks what is personal and says
    how many of what; `models` are those it answers for, by label.
    """

    name: str
    models: frozenset[str]
    export: Callable[[User], Any]
    erase: Callable[[User, User | None], dict[str, int]]


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """For AppConfig.ready(). A second one of the same name replaces the first."""
    _parts[part.name] = part


def parts() -> Iterable[Part]:
    """In the order of their names."""
    return [_parts[name] for name in sorted(_parts)]


@transaction.atomic
def export_account(*, user: User, actor: User | None = None) -> dict[str, Any]:
    """Everything Onrecord holds of a person, as JSON. Of others only what they share with them."""
    may_administer(actor)
    user = lock_user(user)
    events = AuditEvent.objects.by_actor(user.opaque_id)
    about = AuditEvent.objects.for_target(user)
    data: dict[str, Any] = {
        "account": _account(user),
        "tokens": list(
            AuthToken.objects.filter(user=user).values("token_key", "created", "expiry")
        ),
        "sessions": [{"expires": session.expire_date} for session in _sessions(user)],
        **{part.name: part.export(user) for part in parts()},
        "acts": [_event(event) for event in events.iterator()],
        "events_of_the_account": [_event(event) for event in about],
    }
    record(actor=actor, action="user.exported", target=user)
    return data


def _account(user: User) -> dict[str, Any]:
    names = (*_PROFILE, "time_zone", "is_active", "date_joined", "last_login")
    return {
        "opaque_id": user.opaque_id,
        **{name: getattr(user, name) for name in names},
        "roles": sorted(user.groups.values_list("name", flat=True)),
    }


def _event(event: AuditEvent) -> dict[str, Any]:
    """Without who did it: in events of an account that may be somebody else."""
    names = ("id", "created_at", "action", "target_type", "target_id", "seq", "reason", "values")
    return {name: getattr(event, name) for name in names}


def handle_of(user: User) -> str:
    """What an erased account is called."""
    return f"erased-{user.opaque_id.hex[:12]}"


@transaction.atomic
def erase_account(*, user: User, actor: User | None, reason: str) -> dict[str, int]:
    """Blanks who somebody was and ends their access; returns how many of what went.

    1. Tokens and sessions end, the password is unusable, the roles are gone.
    2. Username, names and e-mail give way to an opaque handle; drafts are blanked.
    3. Ratings, citations, verdicts, uploads and the audit trail stay, tied to the opaque id.

    Empty for an account that is erased already.
    """
    may_administer(actor, user)
    user = lock_user(user)
    if actor is not None and actor.pk == user.pk:
        raise Forbidden(_("Have another administrator erase your account."))
    if user.username == handle_of(user):
        return {}
    reason = _checked(reason, user)
    gone = {name: count for part in parts() for name, count in part.erase(user, actor).items()}
    gone |= _end_access(user)
    _blank(user)
    record(actor=actor, action="user.erased", target=user, reason=reason, values=gone)
    return gone


def _checked(reason: str, user: User) -> str:
    reason = reason.strip()
    if not reason or len(reason) > REASON:
        raise InvalidInput(
            _("Say why, in at most %(limit)s characters.") % {"limit": f"{REASON:,}"},
            pointer="/reason",
        )
    said = {str(getattr(user, name)).casefold() for name in _PROFILE} - {""}
    words = "|".join(re.escape(one) for one in sorted(said, key=len, reverse=True))
    if re.search(rf"(?<!\w)(?:{words})(?!\w)", reason.casefold()):
        raise InvalidInput(_("The reason would keep the name that is to go."), pointer="/reason")
    return reason


def _end_access(user: User) -> dict[str, int]:
    tokens = AuthToken.objects.filter(user=user).delete()[0]
    sessions = _sessions(user)
    Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    answers = IdempotencyRecord.objects.filter(user=user).delete()[0]
    return {"tokens": tokens, "sessions": len(sessions), "stored answers": answers}


def _sessions(user: User) -> list[Session]:
    """Sessions do not name their user but in what they hold: each is read."""
    return [
        session
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]


def _blank(user: User) -> None:
    user.groups.clear()
    user.user_permissions.clear()
    forget_cached_roles(user)
    user.username = handle_of(user)
    user.first_name = user.last_name = user.email = ""
    user.time_zone = "UTC"
    user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    # The admin site's own log repeats the name of what was changed.
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(object_repr=user.username, change_message="")
