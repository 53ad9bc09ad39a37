"""What an owner does with saved searches: save, edit, pause, resume, delete."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, has_role
from accounts.services import lock_user
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible
from api.preconditions import check_version
from audit.services import record
from notify import limits
from notify.models import Endpoint, SavedSearch
from notify.searches.filtering import cleaned
from notify.webhooks.querysets import OWNERS

FIELDS = ("name", "query", "by_inbox", "by_mail", "endpoint", "paused")


@transaction.atomic
def save_search(*, actor: User, **said: Any) -> SavedSearch:
    """A new one, told of claims that come in from now on.

    `name` and `query` are needed; at least one of `by_inbox`, `by_mail` and `endpoint` (an
    Endpoint of the actor's).
    """
    if not has_role(actor, *OWNERS):
        raise Forbidden(_("Your role has no saved searches."))
    lock_user(actor)
    if SavedSearch.objects.filter(owner=actor).count() >= limits.SEARCHES:
        raise Conflict(
            _("You have %(n)d saved searches, and more are not allowed.") % {"n": limits.SEARCHES},
            code="too_many",
        )
    search = SavedSearch(owner=actor, by_inbox=False, since=Now())
    _apply(actor, search, said)
    search.save()
    record(actor=actor, action="create", target=search, values=_values(search))
    search.refresh_from_db()
    return search


@transaction.atomic
def edit_search(
    *, actor: User, search_id: int, expected_version: int | None, changes: dict[str, Any]
) -> SavedSearch:
    """Changes what is given (as for save_search, and `paused`). Another query begins anew."""
    search = _locked(actor, search_id, expected_version)
    query, paused = search.query, search.paused
    _apply(actor, search, changes)
    if search.query != query or (paused and not search.paused):
        search.since = Now()  # what came in while it rested is no news
    if not search.by_mail:
        search.matches.filter(to_mail=True).update(to_mail=False)
    search.version += 1
    search.save()
    record(actor=actor, action="edit", target=search, values=_values(search))
    search.refresh_from_db()
    return search


@transaction.atomic
def delete_search(*, actor: User, search_id: int, expected_version: int | None) -> None:
    search = _locked(actor, search_id, expected_version)
    record(actor=actor, action="delete", target=search)
    search.delete()


def _locked(actor: User, search_id: int, expected_version: int | None) -> SavedSearch:
    own = SavedSearch.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    search: SavedSearch | None = own.filter(pk=search_id).first()
    if search is None:
        raise NotVisible(_("There is no such saved search."))
    check_version(search, expected_version)
    return search


def _apply(actor: User, search: SavedSearch, said: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in said:
            setattr(search, name, said[name])
    search.name = search.name.strip()
    if not search.name or len(search.name) > limits.NAME:
        raise InvalidInput(
            _("A name of at most %(limit)s characters.") % {"limit": limits.NAME}, pointer="/name"
        )
    if "query" in said:
        search.query = cleaned(said["query"], actor)
    _check_ways(actor, search)


def _check_ways(actor: User, search: SavedSearch) -> None:
    if search.by_inbox and not has_role(actor, Role.REVIEWER):
        raise InvalidInput(_("Your role has no inbox."), pointer="/by_inbox")
    if search.by_mail and not actor.email:
        raise InvalidInput(_("Your account has no e-mail address."), pointer="/by_mail")
    endpoint = search.endpoint
    if endpoint is not None and not _owns(actor, endpoint):
        raise InvalidInput(_("You have no such endpoint."), pointer="/endpoint")
    if not (search.by_inbox or search.by_mail or endpoint):
        raise InvalidInput(
            _("Say how you want to be told: by inbox, mail or webhook."),
            code="no_way",
            pointer="/by_inbox",
        )


def _owns(actor: User, endpoint: Endpoint) -> bool:
    return bool(Endpoint.objects.all().of(actor).filter(pk=endpoint.pk).exists())


def _values(search: SavedSearch) -> dict[str, Any]:
    return {
        "query": search.query,
        "by_inbox": search.by_inbox,
        "by_mail": search.by_mail,
        "endpoint": search.endpoint_id,
        "paused": search.paused,
    }
