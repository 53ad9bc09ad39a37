"""Transcripts as stored: canonical text, the ranges of it that were said, and by whom."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from transcripts.folding import Folded
from transcripts.querysets import SegmentQuerySet, SpeakerQuerySet, TranscriptQuerySet


class Transcript(models.Model):
    """One document and its canonical text.

    `text` never changes; every offset in the database counts Unicode code points of it.
    `digest` is the SHA-256 of text, segment ranges, labels as printed and times: what makes
    a repeated upload the same transcript.
    """

    class Completeness(models.TextChoices):
        LIVE = "live", _("live")
        COMPLETE = "complete", _("complete")

    title = models.CharField(max_length=300)
    event_date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag")
    source_url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    completeness = models.CharField(
        max_length=10, choices=Completeness, default=Completeness.COMPLETE
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(completeness="complete", withdrawn_at__isnull=True),
                name="transcript_digest_unique",
            ),
            models.CheckConstraint(
                condition=Q(completeness__in=["live", "complete"]),
                name="transcript_completeness_valid",
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="transcript_digest"),
            models.Index(fields=["event_date"], name="transcript_event_date"),
            # title__folded__contains
            GinIndex(OpClass(Folded("title"), "gin_trgm_ops"), name="transcript_title_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """The bytes as they were received; each makes the transcript its user's own."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="uploads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads"
    )
    name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    metadata = models.JSONField(default=dict, help_text="what the uploader said of it")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "transcript"], name="upload_owner")]

    def __str__(self) -> str:
        return self.name or f"upload {self.pk}"


class Speaker(models.Model):
    """A person who speaks in transcripts."""

    name = models.CharField(max_length=200)
    aliases = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    role = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=200, blank=True)
    wikidata_id = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    version = models.PositiveIntegerField(default=1)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wikidata_id="") | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                name="speaker_wikidata_id_shape",
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="speaker_by_name"),
            GinIndex(OpClass(Folded("name"), "gin_trgm_ops"), name="speaker_name_words"),
        ]

    def __str__(self) -> str:
        return self.name


class SegmentRole(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    QUESTIONER = "questioner", _("questioner")
    NARRATOR = "narrator", _("narrator")
    FURNITURE = "furniture", _("furniture")


class Segment(models.Model):
    """A range of the canonical text said by one person, without its label."""

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="segments")
    position = models.PositiveIntegerField()
    speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="segments"
    )
    role = models.CharField(max_length=10, choices=SegmentRole)
    label = models.CharField(max_length=300, blank=True, help_text="as printed")
    start = models.PositiveIntegerField(help_text="code points into the canonical text")
    end = models.PositiveIntegerField()
    start_ms = models.PositiveBigIntegerField(null=True, blank=True)
    end_ms = models.PositiveBigIntegerField(null=True, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["transcript", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "position"], name="segment_position_unique"
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="segment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True, start_ms__isnull=True)
                | Q(end_ms__gt=F("start_ms")),
                name="segment_time_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role__in=SegmentRole.values), name="segment_role_valid"
            ),
        ]
        indexes = [models.Index(fields=["transcript", "start"], name="segment_start")]

    def __str__(self) -> str:
        return f"{self.transcript_id}#{self.position}"
