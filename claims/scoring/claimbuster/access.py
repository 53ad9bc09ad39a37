"""Who asks, by the header `x-api-key` that ClaimBuster's clients send.

It holds an API token, or the first 15 characters of one, as Google's clients use them: that names
an account and its budget and opens nothing else. A score tells nothing that is stored here.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.authentication import TokenAuthentication

HEADER = "X-Api-Key"


class ApiKeyAuthentication(BaseAuthentication):
    """`x-api-key`; a request without it is nobody's."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        key = request.headers.get(HEADER, "").strip()
        if not key:
            return None
        if not key.isascii():
            raise AuthenticationFailed(_("This API key is not valid."))
        if len(key) == CONSTANTS.TOKEN_KEY_LENGTH:
            return _owner(key), None
        found: tuple[Any, Any] = TokenAuthentication().authenticate_credentials(key.encode())
        return found

    def authenticate_header(self, request: Request) -> str:
        return "ApiKey"


def _owner(key: str) -> Any:
    live = AuthToken.objects.filter(token_key=key, expiry__gt=timezone.now(), user__is_active=True)
    token = live.select_related("user").first()
    if token is None:
        raise AuthenticationFailed(_("This API key is not valid."))
    return token.user
