"""Reader and Gap: how far the audit trail was read (notify.outbox)."""

from django.db import models
from django.db.models import F, Q


class Reader(models.Model):
    """Somebody who reads the audit trail to its end, and the last id read (notify.outbox)."""

    name = models.CharField(max_length=40, unique=True)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Gap(models.Model):
    """Ids below a reader's position that were not there yet: their transactions may still run.

    Once every transaction below `xid` has ended, what is not there never will be.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="gaps")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    xid = models.BigIntegerField(help_text="the first transaction not begun when it was noticed")
    noticed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="gap_valid"),
            models.UniqueConstraint(fields=["reader", "first"], name="gap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
