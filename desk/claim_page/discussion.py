"""What people said to each other about the claim, as far as it is open to me."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from claims.discussion.models import Post
from claims.models import Claim
from claims.querysets import DECIDED


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a post's words; `names` where it mentions somebody."""

    text: str
    names: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One post. `pieces` is empty where it was withdrawn."""

    post: Any
    pieces: list[Piece]
    may_withdraw: bool
    not_yet_shown: bool


def discussion_of(actor: User, claim: Claim, *, editor: bool) -> list[Said]:
    """First first. Two queries."""
    is_open = claim.status in DECIDED
    posts = Post.objects.visible_to(actor).filter(claim=claim).with_people().order_by("id")
    return [_said(actor, post, editor=editor, is_open=is_open) for post in posts]


def _said(actor: User, post: Any, *, editor: bool, is_open: bool) -> Said:
    standing = post.withdrawn_at is None
    mine = post.author_id == actor.pk
    names = [user.username for user in post.mentions.all()]
    return Said(
        post=post,
        pieces=list(_pieces(post.body, names)) if standing else [],
        may_withdraw=standing and (mine or editor),
        not_yet_shown=standing and mine and post.blind and not is_open,
    )


def _pieces(body: str, names: Sequence[str]) -> Iterator[Piece]:
    """The words, cut where they mention one of the people that the post names."""
    if not names:
        yield Piece(body)
        return
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    for number, text in enumerate(re.split(rf"(?i)(@(?:{known})\b)", body)):
        if text:
            yield Piece(text, names=number % 2 == 1)
