"""Transcripts with their uploads and segments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role, has_role
from api.exceptions import DomainError
from transcripts.admin.base import NEWSROOM, ViewAdmin
from transcripts.metadata import METADATA, clean_metadata
from transcripts.models import Segment, Transcript, Upload
from transcripts.services import edit_transcript


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Carries the version that was read; a save over somebody else's change is refused."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expected_version", getattr(self.instance, "version", None))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        expected = given.get("expected_version")
        if expected is not None and expected != self.instance.version:
            names = [name for name in self.changed_data if name != "expected_version"]
            rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
            current = rows.values(*names).get() if names else {}
            said = "; ".join(f"{name}: {value}" for name, value in current.items())
            raise forms.ValidationError(
                _("Somebody changed this since you read it. Yours is kept; it says now: %(now)s"),
                params={"now": said},
            )
        return given


class TranscriptForm(VersionedForm):
    """Metadata only: the text never changes."""

    source_url = forms.URLField(required=False, max_length=2000, assume_scheme="https")

    class Meta:
        model = Transcript
        fields = METADATA

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        try:
            clean_metadata(given)
        except DomainError as error:
            for one in error.errors:
                self.add_error(one.pointer.strip("/"), one.detail)
        return given


@admin.register(Transcript)
class TranscriptAdmin(ViewAdmin):
    """Adding leads to the desk's upload page; a change goes through edit_transcript()."""

    form = TranscriptForm
    list_display = ("title", "event_date", "publisher", "language", "format", "withdrawn_at")
    list_filter = ("completeness", "format", "language")
    search_fields = ("title__folded__contains",)
    search_help_text = gettext_lazy("words of the title")
    readonly_fields = (
        "format",
        "digest",
        "completeness",
        "created_at",
        "withdrawn_at",
        "withdrawn_reason",
        "redacted_at",
        "version",
    )
    fields = (*METADATA, *readonly_fields, "expected_version")
    actions = ("withdraw",)
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return Transcript.objects.visible_to(request.user).without_text()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, *NEWSROOM)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, *NEWSROOM)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return redirect("admin:desk_upload")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in METADATA if name in form.changed_data}
        if changes:
            edit_transcript(
                actor=request.user,  # type: ignore[arg-type]
                transcript_id=obj.pk,
                expected_version=form.cleaned_data.get("expected_version"),
                changes=changes,
            )

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail has it; the admin's own log would be a second one."""

    @admin.action(description=gettext_lazy("Withdraw …"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """One at a time, on a page that asks for the reason."""
        chosen = list(queryset.values_list("pk", flat=True)[:2])
        if len(chosen) != 1:
            messages.error(request, _("Withdraw one transcript at a time: each needs its reason."))
            return None
        return redirect("admin:desk_withdraw", chosen[0])

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.EDITOR)


@admin.register(Upload)
class UploadAdmin(ViewAdmin):
    """The bytes stay in the database: they are deferred and never shown."""

    list_display = ("name", "transcript", "user", "media_type", "size", "created_at")
    list_select_related = ("transcript", "user")
    fields = readonly_fields = (
        *("name", "transcript", "user", "media_type", "size", "sha256", "metadata", "created_at"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Transcript.objects.visible_to(request.user)
        rows = Upload.objects.filter(transcript__in=seen).select_related("transcript", "user")
        return rows.defer("content", "transcript__text")


@admin.register(Segment)
class SegmentAdmin(ViewAdmin):
    list_display = ("transcript", "position", "role", "speaker", "label", "start", "end")
    list_filter = ("role",)

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Transcript.objects.visible_to(request.user)
        rows = Segment.objects.filter(transcript__in=seen).select_related("transcript", "speaker")
        return rows.defer("transcript__text")
