"""Somebody mentioned me in a post. Of a blind one I learn when I may read it, and not before."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from claims.lifecycle import TABLE, Action
from claims.models import Post
from claims.querysets import DECIDED
from notify.kinds.base import Draft, Kind, on_claim

#: Acts after which somebody may read what was blind: they decide a round, or reveal it.
_OPENING = {
    action.value
    for (status, action), cell in TABLE.items()
    if status not in DECIDED and any(target in DECIDED for target in cell.leads_to)
} | {Action.REVEAL.value}


def _drafts(event: AuditEvent) -> Iterator[Draft]:
    if event.action == "post":
        posts = Post.objects.filter(pk=event.target_id)
    else:
        posts = Post.objects.filter(claim=event.target_id, blind=True)
    for post in posts.standing().filter(mentions__isnull=False).distinct().order_by("pk"):
        said = AuditEvent.objects.for_target(post).filter(action="post").get()
        for user in post.mentions.order_by("pk"):
            if Post.objects.visible_to(user).filter(pk=post.pk).exists():
                yield Draft(user.pk, KIND.name, said.pk, post.claim_id, post.pk)


KIND = Kind(
    "mention",
    _("You were mentioned"),
    frozenset({("claims.post", "post")}) | on_claim(*_OPENING),
    _drafts,
)
