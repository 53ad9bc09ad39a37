"""The shape of a receipt, for the schema: claims.publishing.receipts.content makes it."""

from typing import Any

from rest_framework import serializers

from claims.models import SourceKind, Stance

Base = serializers.Serializer[Any]


class IssuerSerializer(Base):
    name = serializers.CharField()
    url = serializers.CharField()


class ReceiptCheckSerializer(Base):
    id = serializers.IntegerField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=["published", "retracted"])
    changed_at = serializers.DateTimeField()
    redacted_at = serializers.DateTimeField(allow_null=True)


class ReceiptTranscriptSerializer(Base):
    digest = serializers.CharField()
    text_sha256 = serializers.CharField(allow_null=True, help_text="null: redacted")


class ReceiptSpanSerializer(Base):
    """Offsets count Unicode code points of the transcript's text."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField(allow_null=True, help_text="null: redacted")
    sha256 = serializers.CharField(allow_null=True)


class ReceiptExtractorSerializer(Base):
    version = serializers.CharField(allow_null=True)
    run = serializers.IntegerField()


class ReceiptSpeakerSerializer(Base):
    name = serializers.CharField()
    role = serializers.CharField()
    wikidata_id = serializers.CharField()


class ReceiptAppearanceSerializer(Base):
    url = serializers.CharField()
    title = serializers.CharField()


class ReceiptScaleSerializer(Base):
    name = serializers.CharField()
    version = serializers.IntegerField()


class ReceiptTallySerializer(Base):
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class ReceiptRatingsSerializer(Base):
    """How many, and how often which level: nobody's name, time or reasons."""

    count = serializers.IntegerField()
    required = serializers.IntegerField()  # type: ignore[assignment]
    levels = ReceiptTallySerializer(many=True, allow_null=True)


class ReceiptCopySerializer(Base):
    """What was kept of the source when the verdict was published."""

    sha256 = serializers.CharField()
    text_sha256 = serializers.CharField()
    warc_sha256 = serializers.CharField()
    media_type = serializers.CharField()
    bytes = serializers.IntegerField()
    retrieved_at = serializers.DateTimeField()
    withdrawn = serializers.BooleanField()
    excerpt = serializers.CharField(allow_null=True, help_text="exact, approximate, absent, ...")


class ReceiptReplacementSerializer(Base):
    url = serializers.CharField()
    title = serializers.CharField()


class ReceiptSupersededSerializer(Base):
    """That the source was superseded, as an editor knew who decided or confirmed."""

    on = serializers.DateField()
    replaced_by = ReceiptReplacementSerializer(allow_null=True)


class ReceiptSourceSerializer(Base):
    url = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    stance = serializers.ChoiceField(choices=Stance.choices)
    excerpt = serializers.CharField()
    superseded = ReceiptSupersededSerializer(allow_null=True)
    kept = ReceiptCopySerializer(allow_null=True)


class ReceiptVerdictSerializer(Base):
    """One that was published, with what it rests on."""

    id = serializers.IntegerField()
    round = serializers.IntegerField()
    normalised = serializers.CharField()
    claim_date = serializers.DateField(allow_null=True)
    speaker = ReceiptSpeakerSerializer()
    appearance = ReceiptAppearanceSerializer()
    scale = ReceiptScaleSerializer()
    level = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    best = serializers.IntegerField(allow_null=True)
    worst = serializers.IntegerField(allow_null=True)
    summary = serializers.CharField()
    reason = serializers.CharField()
    twin_reason = serializers.CharField(help_text="why it differs from another on the same claim")
    as_of = serializers.DateField(allow_null=True)
    review_by = serializers.DateField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ratings = ReceiptRatingsSerializer()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    correction_note = serializers.CharField()
    superseded_at = serializers.DateTimeField(allow_null=True)
    retracted_at = serializers.DateTimeField(allow_null=True)
    retracted_reason = serializers.CharField()
    sources = ReceiptSourceSerializer(many=True)


class ReceiptEventSerializer(Base):
    """A link of the audit chain; each field with its salt and value, or its digest alone."""

    seq = serializers.IntegerField()
    previous_hash = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.DictField(), required=False
    )


class ReceiptContentSerializer(Base):
    """What is signed, as canonical JSON (RFC 8785)."""

    format = serializers.CharField()
    key_id = serializers.CharField()
    issuer = IssuerSerializer()
    check = ReceiptCheckSerializer()
    transcript = ReceiptTranscriptSerializer()
    span = ReceiptSpanSerializer()
    extractor = ReceiptExtractorSerializer(allow_null=True)
    verdicts = ReceiptVerdictSerializer(many=True)
    events = ReceiptEventSerializer(many=True)


class ReceiptSignatureSerializer(Base):
    algorithm = serializers.CharField()
    value = serializers.CharField(help_text="base64url")


class ReceiptSerializer(Base):
    receipt = ReceiptContentSerializer()
    signature = ReceiptSignatureSerializer()
