"""What the gate says, and the shape of a ClaimReview."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


class FindingSerializer(serializers.Serializer[Any]):
    """One thing missing, or one that could be better."""

    code = serializers.CharField(help_text="never changes its meaning")
    detail = serializers.CharField()
    pointer = serializers.CharField(allow_blank=True, help_text="the field to go to")


class GateSerializer(serializers.Serializer[Any]):
    """`missing` keeps the verdict from being published, `advice` does not."""

    missing = FindingSerializer(many=True)
    advice = FindingSerializer(many=True)


#: Names of schema.org, not ours: for the schema alone.
CLAIM_REVIEW = inline_serializer(
    "ClaimReview",
    {
        "@context": serializers.CharField(),
        "@type": serializers.CharField(help_text="WebPage of a retracted check"),
        "url": serializers.CharField(help_text="of the public page"),
        "dateModified": serializers.DateTimeField(),
        "datePublished": serializers.DateField(required=False),
        "claimReviewed": serializers.CharField(required=False),
        "author": serializers.DictField(required=False),
        "itemReviewed": serializers.DictField(required=False),
        "reviewRating": serializers.DictField(required=False),
        "reviewBody": serializers.CharField(required=False),
        "citation": serializers.ListField(child=serializers.DictField(), required=False),
    },
)
