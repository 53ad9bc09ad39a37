"""@username in a post: whom it names, among those who may see the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, has_role
from api.exceptions import InvalidInput
from claims import limits
from claims.models import Claim

#: The characters of a username; not in the middle of a word or an address (name@host).
_MENTION = re.compile(r"(?<![\w.@+/-])@([\w.@+-]{1,150})")
_AT_THE_END = ".@+-"  # may end a sentence as well as a username


def mentioned(body: str, claim: Claim, author: User) -> list[User]:
    """Active reviewers and editors who see the claim, named in the body; not the author.

    A name is read as it is spelt, else in any case where that is one person. What names
    nobody stays plain text. Raises InvalidInput for more than limits.MENTIONS people.
    """
    tokens = list(dict.fromkeys(_MENTION.findall(body)))
    known = _known({spelt.lower() for token in tokens for spelt in _spellings(token)})
    named = {user.pk: user for token in tokens if (user := _who(token, known)) is not None}
    named.pop(author.pk, None)
    if len(named) > limits.MENTIONS:
        raise InvalidInput(
            _("A post names at most %(limit)s people.") % {"limit": limits.MENTIONS},
            code="too_many",
            pointer="/body",
        )
    return [user for user in named.values() if _may_see(user, claim)]


def renamed(body: str, username: str, handle: str) -> str:
    """The body with every mention of one username replaced, for an account that is erased."""

    def replace(found: re.Match[str]) -> str:
        token = found[1]
        spelt = next((s for s in _spellings(token) if s.lower() == username.lower()), None)
        return found[0] if spelt is None else f"@{handle}{token[len(spelt) :]}"

    return _MENTION.sub(replace, body)


def _spellings(token: str) -> Iterator[str]:
    """Longest first: "bert.", then "bert"."""
    yield token
    while token[-1:] and token[-1] in _AT_THE_END:
        token = token[:-1]
        if token:
            yield token


def _known(lowered: set[str]) -> dict[str, list[User]]:
    """Active accounts by their username in lower case."""
    found: dict[str, list[User]] = {}
    spelt = User.objects.alias(_lowered=Lower("username"))
    for user in spelt.filter(is_active=True, _lowered__in=lowered):
        found.setdefault(user.username.lower(), []).append(user)
    return found


def _who(token: str, known: dict[str, list[User]]) -> User | None:
    for spelt in _spellings(token):
        people = known.get(spelt.lower(), [])
        exact = [user for user in people if user.username == spelt]
        if len(exact or people) == 1:
            return (exact or people)[0]
    return None


def _may_see(user: User, claim: Claim) -> bool:
    if not has_role(user, Role.REVIEWER, Role.EDITOR):
        return False
    return bool(Claim.objects.visible_to(user).filter(pk=claim.pk).exists())
