"""Who asks: nobody, the holder of an API key (`key=`), or an account (Authorization: Bearer).

A key is the first 15 characters of a token, by which Knox finds it and which open nothing: a key
names whose budget a request counts against, and reads what everybody may. So it may stand in a
URL, which a token may not. Revoking the token, or its expiry, ends the key.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.request import Request

from accounts.authentication import TokenAuthentication
from api.exceptions import InvalidInput
from api.throttling import AnonThrottle, UserThrottle

HEADER = "X-Goog-Api-Key"


def key_owner(request: Request) -> int | None:
    """The account whose key the request carries; None without one. Raises InvalidInput."""
    key = request.query_params.get("key") or request.headers.get(HEADER) or ""
    if not key:
        return None
    owner = None
    if len(key) == CONSTANTS.TOKEN_KEY_LENGTH and key.isascii() and key.isalnum():
        live = AuthToken.objects.filter(token_key=key, expiry__gt=timezone.now())
        owner = live.filter(user__is_active=True).values_list("user_id", flat=True).first()
    if owner is None:
        raise InvalidInput(
            _("API key not valid. Please pass a valid API key."), code="api_key", pointer="/key"
        )
    return int(owner)


class KeyThrottle(UserThrottle):
    """The budget of the account that asks, or whose key is named: one and the same."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        who = request.user.pk if request.user.is_authenticated else view.key_owner
        return self.key_for(who) if who else None


class NobodyThrottle(AnonThrottle):
    """The budget of an address, for requests that name no account."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return None if view.key_owner else super().get_cache_key(request, view)


AUTHENTICATION = (TokenAuthentication,)
THROTTLES = (KeyThrottle, NobodyThrottle)
