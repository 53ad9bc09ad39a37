"""Query parameters of the lists; a wrong value is a 400 with its name."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field

from accounts.roles import Role, has_role
from api.exceptions import Forbidden
from claims.comparison import Kind
from claims.models import Claim, ClaimStatus, ClaimType, ScoredSentence, Source, SourceKind
from transcripts.api.filters import IdFilter, WordsFilter, YesNoFilter
from transcripts.models import ExtractionRun


class _ShareField(forms.FloatField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "min_value": 0, "max_value": 1})


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1})
class ShareFilter(filters.Filter):
    """A number from 0 to 1."""

    field_class = _ShareField


class _PersonField(forms.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(regex=r"\A(?:me|[1-9][0-9]{0,17})\Z", **kwargs)


@extend_schema_field({"type": "string", "pattern": "^(me|[1-9][0-9]{0,17})$"})
class PersonFilter(filters.Filter):
    """The id of a user, or `me`."""

    field_class = _PersonField


class ClaimFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=ClaimStatus.choices, help_text="may repeat")
    transcript = IdFilter("transcript_id")
    speaker = IdFilter(method="by_speaker", help_text="people's speaker, else the suggested one")
    type = filters.ChoiceFilter(choices=ClaimType.choices, method="by_type")
    min_score = ShareFilter("score", "gte")
    max_score = ShareFilter("score", "lte")
    assignee = PersonFilter(method="by_assignee", help_text="who has an open review: an id, or me")
    date_from = filters.DateFilter("transcript__event_date", "gte")
    date_to = filters.DateFilter("transcript__event_date", "lte")
    search = WordsFilter(method="by_words", help_text="words of the claim; quotes, or, - work")
    superseded = YesNoFilter(
        method="unchanged", help_text="true: those that the last run no longer finds, else hidden"
    )
    flagged = YesNoFilter(
        method="by_flag", help_text="true: those that a person is to look at, else all"
    )
    due = YesNoFilter(
        method="by_due",
        help_text="true: those whose published verdict came back to the desk, longest due first",
    )
    ordering = filters.ChoiceFilter(
        choices=[("rank", "rank"), ("id", "id")],
        method="unchanged",
        help_text="rank: most worth checking first (the default, but of what is due); "
        "id: oldest first",
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        hidden = self.form.cleaned_data["superseded"] == "true"
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found.filter(superseded_at__isnull=not hidden)

    def unchanged(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset

    def by_speaker(self, queryset: Any, name: str, value: int) -> QuerySet[Any]:
        said: QuerySet[Any] = queryset.said_by(value)
        return said

    def by_type(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        typed: QuerySet[Any] = queryset.of_type(value)
        return typed

    def by_flag(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        flagged: QuerySet[Any] = queryset.flagged()
        return flagged if value == "true" else queryset

    def by_due(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        if not has_role(self.request.user, Role.REVIEWER):
            raise Forbidden(_("Your role does not read what is due for review."))
        due: QuerySet[Any] = queryset
        if value == "true":
            ordered = self.form.cleaned_data["ordering"]
            due = queryset.due() if ordered else queryset.longest_due()
        return due

    def by_assignee(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        if not has_role(self.request.user, Role.REVIEWER):
            raise Forbidden(_("Your role does not read who works on a claim."))
        who = self.request.user.pk if value == "me" else int(value)
        assigned: QuerySet[Any] = queryset.assigned_to(who)
        return assigned

    def by_words(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        matching: QuerySet[Any] = queryset.matching(value)
        return matching


class SentenceFilter(filters.FilterSet):
    is_claim = YesNoFilter(method="by_is_claim")
    min_score = ShareFilter("score", "gte")
    max_score = ShareFilter("score", "lte")

    class Meta:
        model = ScoredSentence
        fields: list[str] = []

    def by_is_claim(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(is_claim=value == "true")


class ComparisonFilter(filters.FilterSet):
    """What is compared; the rows are computed, so nothing here filters a queryset."""

    against = IdFilter("pk")
    threshold = ShareFilter("pk")
    change = filters.ChoiceFilter(choices=[(kind.value, kind.value) for kind in Kind])

    class Meta:
        model = ExtractionRun
        fields: list[str] = []


class SourceFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=SourceKind.choices)
    title = WordsFilter(lookup_expr="folded__contains", help_text="part of the title")
    publisher = WordsFilter(
        lookup_expr="folded__contains", help_text="part of the publisher's name"
    )
    superseded = YesNoFilter(method="by_mark", help_text="whether it is marked as superseded")

    class Meta:
        model = Source
        fields: list[str] = []

    def by_mark(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        marked: QuerySet[Any]
        marked = queryset.superseded() if value == "true" else queryset.not_superseded()
        return marked
