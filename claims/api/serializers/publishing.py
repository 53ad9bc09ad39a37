"""What the gate says."""

from typing import Any

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
