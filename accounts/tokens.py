"""Tokens: how programs sign in. Knox keeps them hashed, with an expiry."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import User
from api.exceptions import Conflict
from audit.services import record


@transaction.atomic
def create_token(*, user: User) -> tuple[str, datetime]:
    """A new token (shown this once) and when it expires; 409 where the user has too many."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    live = AuthToken.objects.filter(user=user, expiry__gt=timezone.now()).count()
    limit = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
    if live >= limit:
        raise Conflict(
            _("An account has at most %(limit)s tokens. Revoke one.") % {"limit": limit},
            code="too_many_tokens",
        )
    token, secret = AuthToken.objects.create(user=user)
    record(actor=user, action="token.created", target=user, values={"token_key": token.token_key})
    return secret, token.expiry


@transaction.atomic
def revoke_token(*, user: User, token: AuthToken) -> None:
    """Ends a token at once."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    key = token.token_key
    token.delete()
    record(actor=user, action="token.revoked", target=user, values={"token_key": key})
