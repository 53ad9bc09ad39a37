"""Earlier wordings of a claim: what a rating of another wording judged."""

from django.conf import settings
from django.db import models

from claims.models.claim import Claim


class EarlierWording(models.Model):
    """The values people read before a change; the current ones are the claim's own."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="earlier_wordings")
    wording = models.PositiveIntegerField()
    normalised = models.TextField()
    type = models.CharField(max_length=20)
    speaker = models.ForeignKey(
        "transcripts.Speaker", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["claim", "wording"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "wording"], name="earlier_wording_unique")
        ]

    def __str__(self) -> str:
        return f"wording {self.wording} of claim {self.claim_id}"
