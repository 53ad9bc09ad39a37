"""Embedding: a text as a vector. Lookup: who is looked up, and by which model. Match: a pair.

A lookup is the job, one row a claim and one a fact-check by others; the row is the truth:

    queued --take--> running --finish--> done
                     running --retry---> queued | failed      attempt + 1
                     running, lease over: taken again, or failed
    done --another model--> running
    done | failed | running --queue--> queued                 its words changed

Every step is a compare-and-swap in claims/matching/life.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from claims.matching.querysets import LookupQuerySet, MatchQuerySet

DIMENSIONS = 384


class Embedding(models.Model):
    """The vector of one text by one model, of length 1; once, however often the text occurs.

    `of_claims` and `of_fact_checks` tell who has the text, so that each kind of neighbour has an
    index of its own: the fact-checks of a viral claim do not hide earlier claims, nor these them.
    """

    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")
    model = models.CharField(max_length=80, help_text="name, version and digest")
    vector = VectorField(dimensions=DIMENSIONS)
    of_claims = models.BooleanField(default=False)
    of_fact_checks = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "model"], name="embedding_once_a_model"),
        ]
        indexes = [
            # candidates.nearest, the one half and the other
            HnswIndex(
                name="embedding_claims",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
                condition=Q(of_claims=True),
            ),
            HnswIndex(
                name="embedding_fact_checks",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
                condition=Q(of_fact_checks=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} by {self.model}"


class LookupStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being looked up")
    DONE = "done", _("looked up")
    FAILED = "failed", _("failed")


class LookupFailure(models.TextChoices):
    """Why the last attempt failed, as runs have it; `failure_detail` says it for people."""

    WORKER_LOST = "worker_lost", _("the worker was lost")
    DATABASE = "database", _("the database was away")
    INTERNAL = "internal", _("an error of ours")


class Lookup(models.Model):
    """A claim's or a fact-check's place in the matching; holds no words of its own.

    `turn` is the fencing token, raised whenever the row is queued or taken; `attempt` counts what
    went wrong. `model` is the one it was last done by, `embedding` its text's.
    """

    claim = models.OneToOneField(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="lookup"
    )
    fact_check = models.OneToOneField(
        "claims.FactCheck", null=True, blank=True, on_delete=models.PROTECT, related_name="lookup"
    )
    embedding = models.ForeignKey(
        Embedding, null=True, blank=True, on_delete=models.PROTECT, related_name="lookups"
    )
    model = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=LookupStatus, default=LookupStatus.QUEUED)
    turn = models.PositiveIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    failure_code = models.CharField(max_length=20, choices=LookupFailure, blank=True)
    failure_detail = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = LookupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, fact_check__isnull=True)
                | Q(claim__isnull=True, fact_check__isnull=False),
                name="lookup_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LookupStatus.values), name="lookup_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(status="running", lease_expires_at__isnull=False)
                | (~Q(status="running") & Q(lease_expires_at__isnull=True)),
                name="lookup_leased_exactly_when_running",
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (Q(done_at__isnull=False) & ~Q(model="") & Q(embedding__isnull=False)),
                name="lookup_done_by_a_model",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_code=""),
                name="lookup_failure_has_a_code",
            ),
        ]
        indexes = [
            # life.take: waiting claims, then waiting fact-checks
            models.Index(
                fields=["id"],
                condition=Q(status="queued", claim__isnull=False),
                name="lookup_claims_waiting",
            ),
            models.Index(
                fields=["id"],
                condition=Q(status="queued", claim__isnull=True),
                name="lookup_checks_waiting",
            ),
            # life.take: what lost its worker, and what another model did
            models.Index(
                fields=["lease_expires_at"], condition=Q(status="running"), name="lookup_lapsed"
            ),
            models.Index(
                fields=["model", "id"], condition=Q(status="done"), name="lookup_by_model"
            ),
        ]

    def matches(self) -> MatchQuerySet:
        """The pairs it is one end of."""
        if self.claim_id is not None:
            return Match.objects.of_claims([self.claim_id])
        return Match.objects.filter(fact_check=self.fact_check_id)

    def __str__(self) -> str:
        of = f"claim {self.claim_id}" if self.claim_id else f"fact-check {self.fact_check_id}"
        return f"lookup of {of} ({self.status})"


class MatchKind(models.TextChoices):
    SAME_CLAIM = "same_claim", _("the same claim")
    RELATED = "related", _("a related claim")
    CONTRADICTS = "contradicts", _("contradicts it")


class MatchStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class Match(models.Model):
    """A claim and what resembles it: a claim that was entered before it, or a fact-check by others.

    The machine writes `kind`, `score`, `cosine`, `reasons` and `model`, and only while the row is
    proposed: what a person decided on stays as it was then. `decided_kind` is what the person
    confirmed it as. Two claims have one row, whichever was looked up: `claim` is the later one.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="matches")
    earlier = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="repeats"
    )
    fact_check = models.ForeignKey(
        "claims.FactCheck", null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    kind = models.CharField(max_length=12, choices=MatchKind, help_text="as proposed")
    score = models.FloatField(help_text="how sure the machine is, 0 to 1")
    cosine = models.FloatField(null=True, blank=True, help_text="of the two texts, -1 to 1")
    reasons = models.JSONField(default=list)
    model = models.CharField(max_length=80, help_text="by which the texts were compared")
    status = models.CharField(max_length=10, choices=MatchStatus, default=MatchStatus.PROPOSED)
    decided_kind = models.CharField(  # noqa: DJ001 (null: nobody confirmed it)
        max_length=12, choices=MatchKind, null=True, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "matches"
        constraints = [
            models.CheckConstraint(
                condition=Q(earlier__isnull=False, fact_check__isnull=True)
                | Q(earlier__isnull=True, fact_check__isnull=False),
                name="match_with_exactly_one",
            ),
            # Never itself, and a pair of claims in one order only.
            models.CheckConstraint(
                condition=Q(earlier__isnull=True) | Q(earlier__lt=F("claim")),
                name="match_with_an_earlier_claim",
            ),
            models.UniqueConstraint(
                fields=["claim", "earlier"],
                condition=Q(earlier__isnull=False),
                name="match_once_a_claim",
            ),
            models.UniqueConstraint(
                fields=["claim", "fact_check"],
                condition=Q(fact_check__isnull=False),
                name="match_once_a_fact_check",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MatchKind.values, status__in=MatchStatus.values),
                name="match_kind_and_status_valid",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="match_score_bounded"
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="match_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", decided_kind__in=MatchKind.values)
                | (~Q(status="confirmed") & Q(decided_kind__isnull=True)),
                name="match_confirmed_as_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "-id"],
                condition=Q(status="confirmed"),
                name="match_confirmed",
            ),
        ]

    def __str__(self) -> str:
        other = f"claim {self.earlier_id}" if self.earlier_id else f"check {self.fact_check_id}"
        return f"claim {self.claim_id}, {other}: {self.shown_kind} ({self.status})"

    @property
    def shown_kind(self) -> str:
        """The person's kind, else the machine's."""
        return self.decided_kind or self.kind
