"""Who asks over REST: the account whose token stands in `Authorization: Bearer`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from rest_framework.exceptions import AuthenticationFailed


class TokenAuthentication(auth.TokenAuthentication):
    """Knox's; what cannot be a token, since it is no text, is none."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        found: tuple[Any, Any] = super().authenticate_credentials(token)
        return found


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """In the API's schema it is what it was."""

    target_class = "accounts.authentication.TokenAuthentication"
