"""What an owner does with endpoints: make, edit, rotate, pause, resume, test, replay, delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import has_role
from accounts.services import lock_user
from api.exceptions import Conflict, Forbidden, InvalidInput, NotVisible, WrongState
from api.preconditions import check_version
from audit.services import record
from notify import limits
from notify.models import (
    Delivery,
    DeliveryStatus,
    Endpoint,
    EndpointState,
    PausedBecause,
    SigningSecret,
)
from notify.webhooks.addresses import check_address
from notify.webhooks.announcing import queued
from notify.webhooks.dispatch import DELIVERIES, give_up_at
from notify.webhooks.events import CHOICES
from notify.webhooks.events.ping import EVENT as PING
from notify.webhooks.querysets import OWNERS
from notify.webhooks.sealing import seal
from notify.webhooks.signing import new_secret

#: (states in which it may be asked, the act)
_ACTS = {
    "pause": (EndpointState.ACTIVE,),
    "resume": (EndpointState.PAUSED, EndpointState.DISABLED),
    "ping": (EndpointState.ACTIVE,),
    "rotate": (EndpointState.ACTIVE, EndpointState.PAUSED, EndpointState.DISABLED),
}


@dataclass(frozen=True, slots=True)
class WithSecret:
    """An endpoint and its new secret, which nobody can read again."""

    endpoint: Endpoint
    secret: str


def allowed_actions(endpoint: Endpoint) -> list[str]:
    """What its owner may ask of it as it stands."""
    return [act for act, states in _ACTS.items() if endpoint.state in states]


@transaction.atomic
def create_endpoint(
    *, actor: User, url: str, kinds: Iterable[str] = (), description: str = ""
) -> WithSecret:
    """A new endpoint, told of what happens from now on."""
    _need_owner(actor)
    url, kinds = check_address(url), _checked_kinds(kinds)
    _lock_owner(actor)
    if Endpoint.objects.filter(owner=actor).count() >= limits.ENDPOINTS:
        raise Conflict(
            _("You have %(n)d endpoints, and more are not allowed.") % {"n": limits.ENDPOINTS},
            code="too_many",
        )
    endpoint = Endpoint.objects.create(
        owner=actor, url=url, kinds=kinds, description=_described(description)
    )
    secret = _add_secret(endpoint)
    record(
        actor=actor, action="create", target=endpoint, after={"url": url}, values={"kinds": kinds}
    )
    return WithSecret(endpoint, secret)


@transaction.atomic
def edit_endpoint(
    *, actor: User, endpoint_id: int, expected_version: int | None, changes: dict[str, Any]
) -> Endpoint:
    """Changes url, kinds or description."""
    endpoint = _locked(actor, endpoint_id, expected_version)
    before = {"url": endpoint.url}
    if "url" in changes:
        endpoint.url = check_address(changes["url"])
    if "kinds" in changes:
        endpoint.kinds = _checked_kinds(changes["kinds"])
    if "description" in changes:
        endpoint.description = _described(changes["description"])
    _save(endpoint, "url", "kinds", "description")
    record(
        actor=actor,
        action="edit",
        target=endpoint,
        before=before,
        after={"url": endpoint.url},
        values={"kinds": endpoint.kinds},
    )
    return endpoint


@transaction.atomic
def rotate_secret(
    *, actor: User, endpoint_id: int, expected_version: int | None, grace_hours: int = 24
) -> WithSecret:
    """A new secret; both sign for `grace_hours`, then the new one alone. One before ends now."""
    endpoint = _locked(actor, endpoint_id, expected_version)
    if not 0 <= grace_hours <= limits.GRACE_HOURS:
        raise InvalidInput(
            _("From 0 to %(n)d hours.") % {"n": limits.GRACE_HOURS}, pointer="/grace_hours"
        )
    endpoint.secrets.filter(expires_at__isnull=False).delete()
    if grace_hours:
        endpoint.secrets.update(expires_at=Now() + timedelta(hours=grace_hours))
    else:
        endpoint.secrets.all().delete()
    secret = _add_secret(endpoint)
    _save(endpoint)
    record(actor=actor, action="rotate", target=endpoint, values={"grace_hours": grace_hours})
    return WithSecret(endpoint, secret)


def _add_secret(endpoint: Endpoint) -> str:
    secret = new_secret()
    SigningSecret.objects.create(endpoint=endpoint, sealed=seal(secret))
    return secret


@transaction.atomic
def pause_endpoint(*, actor: User, endpoint_id: int, expected_version: int | None) -> Endpoint:
    """Nothing is sent until it is resumed; what happens meanwhile waits."""
    endpoint = _locked(actor, endpoint_id, expected_version, "pause")
    endpoint.state, endpoint.because = EndpointState.PAUSED, PausedBecause.OWNER
    _save(endpoint, "state", "because")
    record(actor=actor, action="pause", target=endpoint, values={"because": endpoint.because})
    return endpoint


@transaction.atomic
def resume_endpoint(*, actor: User, endpoint_id: int, expected_version: int | None) -> Endpoint:
    """What waited is sent now, and has its day again."""
    endpoint = _locked(actor, endpoint_id, expected_version, "resume")
    endpoint.state, endpoint.because = EndpointState.ACTIVE, PausedBecause.NOTHING
    endpoint.failures, endpoint.failing_since = 0, None
    _save(endpoint, "state", "because", "failures", "failing_since")
    waiting = endpoint.deliveries.filter(status=DeliveryStatus.QUEUED)
    waiting.update(not_before=Now(), give_up_at=give_up_at(), dispatched_at=None)
    record(actor=actor, action="resume", target=endpoint)
    return endpoint


@transaction.atomic
def ping(*, actor: User, endpoint_id: int) -> Delivery:
    """Sends a test, signed like everything else."""
    endpoint = _locked(actor, endpoint_id, None, "ping")
    delivery = queued(endpoint, PING, {"endpoint": endpoint.pk}, timezone.now())
    delivery.save(force_insert=True)
    delivery.refresh_from_db()
    record(actor=actor, action="ping", target=endpoint)
    DELIVERIES.publish_after_commit(delivery.pk)
    return delivery


@transaction.atomic
def replay(*, actor: User, delivery_id: int) -> Delivery:
    """Sends a delivery that has ended once more, under the same webhook-id."""
    found = Delivery.objects.visible_to(actor).filter(pk=delivery_id).values("endpoint").first()
    if found is None:
        raise NotVisible(_("There is no such delivery."))
    endpoint = _locked(actor, found["endpoint"], None)
    ended = Delivery.objects.filter(pk=delivery_id).exclude(
        status__in=[DeliveryStatus.QUEUED, DeliveryStatus.SENDING]
    )
    if endpoint.state == EndpointState.DISABLED or not ended.exists():
        raise WrongState(_("Only what has ended is sent again, to an endpoint that is in use."))
    ended.update(
        status=DeliveryStatus.QUEUED,
        attempt=F("attempt") + 1,
        not_before=Now(),
        give_up_at=give_up_at(),
        dispatched_at=None,
        finished_at=None,
    )
    record(actor=actor, action="replay", target=endpoint, values={"delivery": delivery_id})
    DELIVERIES.publish_after_commit(delivery_id)
    delivery: Delivery = Delivery.objects.get(pk=delivery_id)
    return delivery


@transaction.atomic
def delete_endpoint(*, actor: User, endpoint_id: int, expected_version: int | None) -> None:
    """With its secrets and deliveries; the record keeps that it was there."""
    endpoint = _locked(actor, endpoint_id, expected_version)
    record(actor=actor, action="delete", target=endpoint, before={"url": endpoint.url})
    endpoint.delete()


def _need_owner(actor: User) -> None:
    if not has_role(actor, *OWNERS):
        raise Forbidden(_("Your role has no endpoints."))


def _lock_owner(actor: User) -> None:
    """Two at once must not pass the bound together."""
    lock_user(actor)


def _locked(actor: User, endpoint_id: int, expected_version: int | None, act: str = "") -> Endpoint:
    own = Endpoint.objects.all().of(actor).select_for_update(of=("self",), no_key=True)
    endpoint: Endpoint | None = own.filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotVisible(_("There is no such endpoint."))
    check_version(endpoint, expected_version)
    if act and act not in (allowed := allowed_actions(endpoint)):
        raise WrongState(
            _("The endpoint is %(state)s.") % {"state": endpoint.get_state_display()},
            allowed_actions=allowed,
        )
    return endpoint


def _save(endpoint: Endpoint, *fields: str) -> None:
    endpoint.version += 1
    endpoint.save(update_fields=[*fields, "version"])


def _described(text: str) -> str:
    text = text.strip()
    if len(text) > limits.DESCRIPTION:
        raise InvalidInput(
            _("At most %(limit)s characters.") % {"limit": limits.DESCRIPTION},
            pointer="/description",
        )
    return text


def _checked_kinds(kinds: Iterable[str]) -> list[str]:
    known = {name for name, _label in CHOICES}
    said = list(dict.fromkeys(kinds))
    for index, kind in enumerate(said):
        if kind not in known:
            raise InvalidInput(_("There is no such kind of event."), pointer=f"/kinds/{index}")
    return said
