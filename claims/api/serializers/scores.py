"""Scores of sentences that are no transcript's."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.fields import Strict, Text
from claims import limits
from claims.api.serializers.claims import ReasonOfScoreSerializer


class SentencesSerializer(Strict):
    """A sentence without a word is answered with the score 0."""

    sentences = serializers.ListField(
        child=Text(max_length=limits.SCORED_SENTENCE, allow_blank=True, trim_whitespace=False),
        min_length=1,
        max_length=limits.SCORED_SENTENCES,
        help_text=f"each judged by itself; {limits.SCORED_TEXT:,} characters together at most",
    )

    def validate_sentences(self, sentences: list[str]) -> list[str]:
        if sum(map(len, sentences)) > limits.SCORED_TEXT:
            said = _("The sentences have more than %(limit)s characters together.")
            raise serializers.ValidationError(
                said % {"limit": f"{limits.SCORED_TEXT:,}"}, code="max_length"
            )
        return sentences


class ScoredSerializer(serializers.Serializer[Any]):
    """One sentence; offsets of its reasons are code points of `text`."""

    index = serializers.IntegerField(help_text="where it stood in the request, from 0")
    text = serializers.CharField()
    score = serializers.FloatField(help_text="0 to 1, calibrated: how likely worth checking")
    rank = serializers.IntegerField(
        help_text="0 to 10,000: how likely fact-checkers pick it; for ordering only"
    )
    is_claim = serializers.BooleanField(help_text="whether a run would make a claim of it")
    reasons = ReasonOfScoreSerializer(many=True)


class ScoresSerializer(serializers.Serializer[Any]):
    """In the order of the request."""

    extractor_version = serializers.CharField()
    threshold = serializers.FloatField(help_text="the score from which a sentence is a claim")
    results = ScoredSerializer(many=True)
