"""Saying something about a claim, and taking it back. One transaction and one event each.

A post's events are on its own chain, not on the claim's: there a number missing from what one
may read would tell that somebody wrote.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from api.exceptions import Forbidden, NotVisible
from api.models import IdempotencyRecord
from claims import limits
from claims.discussion.mentions import mentioned, renamed
from claims.discussion.models import Post
from claims.lifecycle import EDITOR, REVIEWER
from claims.models import Claim, ClaimStatus, Rating, Review, Verdict
from claims.querysets import DECIDED
from claims.services import checks, locking, places

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def post_to_discussion(*, actor: User, claim: Claim, body: str) -> Post:
    """Says something about the claim, in whatever state it is; `version` does not move.

    1. `@username` mentions a reviewer or editor who may see the claim.
    2. What could tell a judgement is blind: others read it once the judgements are open to them.
    3. The same words again within seconds, as a form sent twice has them, are the post that stands.
    """
    claim = locking.lock_claim(actor, claim.pk)
    locking.need_role(actor, REVIEWER)
    body = checks.text(body, "/body", limits.POST)
    if said := _said_just_now(actor, claim, body):
        return said
    people = mentioned(body, claim, actor)
    post: Post = Post.objects.create(
        claim=claim,
        author=actor,
        round=claim.round,
        body=body,
        blind=_could_tell(claim, actor),
    )
    post.mentions.set(people)
    locking.save(claim, bump=False)
    locking.note(actor, "post", claim, target=post, after={"body": body})
    return post


@transaction.atomic
def withdraw_post(*, actor: User, post: Post, reason: str) -> Post:
    """By its writer, or an editor who may read it. Its words are shown no more, but kept."""
    claim_id = Post.objects.filter(pk=post.pk).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise NotVisible(_("There is no such post."))
    claim = locking.lock_claim(actor, claim_id)
    visible = Post.objects.visible_to(actor).filter(pk=post.pk)
    found: Post | None = visible.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise NotVisible(_("There is no such post."))
    if found.author_id != actor.pk:
        try:
            locking.need_role(actor, EDITOR)
        except Forbidden as error:
            raise Forbidden(_("Only who wrote a post, or an editor, withdraws it.")) from error
    reason = checks.reason(reason)
    if found.withdrawn_at is not None:
        raise locking.wrong_state(actor, claim, _("This post is withdrawn already."))
    Post.objects.filter(pk=found.pk).update(
        withdrawn_at=Now(),
        withdrawn_by=actor,
        withdrawn_reason=reason,
        withdrawn_blind=_could_tell(claim, actor),
    )
    locking.note(actor, "withdraw_post", claim, target=found, reason=reason)
    withdrawn: Post = Post.objects.visible_to(actor).get(pk=found.pk)
    return withdrawn


def forget_mentions(user: User, handle: str) -> int:
    """For an account that is erased: posts that name it name its handle. Returns how many.

    Stored answers that repeat such a post go; who sends it again is answered anew.
    """
    changed = 0
    for post in Post.objects.filter(body__icontains=f"@{user.username}").iterator():
        body = renamed(post.body, user.username, handle)
        if body != post.body:
            changed += Post.objects.filter(pk=post.pk).update(body=body)
    IdempotencyRecord.objects.filter(body__icontains=f"@{user.username}").delete()
    return changed


def _said_just_now(actor: User, claim: Claim, body: str) -> Post | None:
    since = Now() - timedelta(seconds=limits.SAID_TWICE)
    own = Post.objects.filter(claim=claim, author=actor, body=body, created_at__gt=since)
    said: Post | None = own.filter(withdrawn_at__isnull=True).last()
    return said


def _could_tell(claim: Claim, writer: User) -> bool:
    """Whether what `writer` says now could tell how somebody judged the claim.

    Once the round is decided everybody may know; a later round closes over what was said then.
    Before, it is who has or had a place in it, and who rated, looked or decided in any round.
    """
    if claim.status in DECIDED or _was_decided(claim):
        return True
    here = Review.objects.filter(claim=claim, reviewer=writer, round=claim.round)
    return here.exists() or places.knows_a_judgement(claim, writer)


def _was_decided(claim: Claim) -> bool:
    """Of a dismissed claim: whether its round had been decided before."""
    if claim.status != ClaimStatus.DISMISSED:
        return False
    if Verdict.objects.filter(claim=claim, round=claim.round).exists():
        return True
    blind = Rating.objects.filter(
        claim=claim, round=claim.round, superseded_at__isnull=True, after_reveal=False
    )
    return claim.scale is not None and blind.count() >= claim.scale.ratings_required
