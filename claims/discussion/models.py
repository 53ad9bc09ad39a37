"""Post: one thing somebody said about a claim; it is withdrawn, never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.discussion.querysets import PostQuerySet


class Post(models.Model):
    """Said once, in a round. Read through `Post.objects.visible_to(user)` only.

    `blind` is decided when it is written (claims.discussion.services): what could tell how
    somebody judged the claim is read as ratings are. A trigger refuses every delete, and every
    change but of withdrawing it and of words that must go.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="posts", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    round = models.PositiveSmallIntegerField()
    body = models.TextField()
    blind = models.BooleanField(help_text="others read it once the judgements are open to them")
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_blind = models.BooleanField(
        default=False, help_text="the reason could tell a judgement, as a post could"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="post_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["claim", "id"], name="post_by_claim")]

    def __str__(self) -> str:
        return f"post {self.pk} on claim {self.claim_id}"  # never the words: they may be blind

    @property
    def shown_body(self) -> str | None:
        """What readers see: nothing of a withdrawn post, whose words the record keeps."""
        return None if self.withdrawn_at else self.body
