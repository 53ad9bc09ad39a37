"""Query parameters of the lists; a wrong value is a 400 with its name."""

import unicodedata
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from api.fields import MAX_ID
from transcripts.models import ExtractionRun, RunStatus, Speaker, Transcript


class _IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 1, "max_value": MAX_ID})


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID})
class IdFilter(filters.Filter):
    """The id of an object; one that does not exist finds nothing."""

    field_class = _IdField


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 200})
class WordsFilter(filters.CharFilter):
    """Up to 200 characters of text, in the normal form in which text is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 200})

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, unicodedata.normalize("NFC", value) if value else value)


@extend_schema_field({"type": "boolean"})
class YesNoFilter(filters.ChoiceFilter):
    """`true` or `false`, and nothing that might be meant as one of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "choices": [("true", "true"), ("false", "false")]})


class TranscriptFilter(filters.FilterSet):
    language = WordsFilter(lookup_expr="iexact", help_text="BCP 47 tag")
    title = WordsFilter(lookup_expr="folded__contains", help_text="part of the title")
    date_from = filters.DateFilter("event_date", "gte")
    date_to = filters.DateFilter("event_date", "lte")

    class Meta:
        model = Transcript
        fields: list[str] = []


class RunFilter(filters.FilterSet):
    transcript = IdFilter("transcript_id")
    status = filters.ChoiceFilter(choices=RunStatus.choices)

    class Meta:
        model = ExtractionRun
        fields: list[str] = []


class SpeakerFilter(filters.FilterSet):
    name = WordsFilter(lookup_expr="folded__contains", help_text="part of the name")
    merged = YesNoFilter(
        method="by_merged", help_text="true: those that were merged into another person, too"
    )

    class Meta:
        model = Speaker
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        everybody = self.form.cleaned_data["merged"] == "true"
        return found if everybody else found.filter(merged_into__isnull=True)

    def by_merged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset
