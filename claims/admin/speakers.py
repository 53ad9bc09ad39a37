"""The people who speak: read by the newsroom, changed and merged by editors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, has_role
from claims.models import Claim
from claims.services.speakers import merge_speakers
from transcripts.admin.base import ViewAdmin
from transcripts.admin.transcripts import VersionedForm
from transcripts.models import Speaker
from transcripts.speakers import EDITABLE, edit_speaker


class SpeakerForm(VersionedForm):
    """A speaker's identity, and the other record of the same person, if there is one."""

    same_person_as = forms.ModelChoiceField(
        Speaker.objects.filter(merged_into__isnull=True),
        required=False,
        widget=AutocompleteSelect(Claim._meta.get_field("speaker"), admin.site),
        help_text=_("Merges this record into that one, which gains its names. Cannot be undone."),
    )


@admin.register(Speaker)
class SpeakerAdmin(ViewAdmin):
    form = SpeakerForm
    list_display = ("name", "role", "party", "wikidata_id", "merged_into")
    search_fields = ("name__folded__contains",)
    list_select_related = ("merged_into",)
    ordering = ("name", "id")
    readonly_fields = ("merged_into", "version")
    fields = (*EDITABLE, *readonly_fields, "same_person_as", "expected_version")

    def get_queryset(self, request: HttpRequest) -> Any:
        return Speaker.objects.visible_to(request.user).select_related("merged_into")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        merged = obj is not None and obj.merged_into_id is not None
        return has_role(request.user, Role.EDITOR) and not merged

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not change it is not shown the form's own fields."""
        if self.has_change_permission(request, obj):
            return self.fields
        return (*EDITABLE, *self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in EDITABLE if name in form.changed_data}
        actor: Any = request.user
        if changes:
            edit_speaker(
                actor=actor,
                speaker_id=obj.pk,
                expected_version=form.cleaned_data.get("expected_version"),
                changes=changes,
            )
        if other := form.cleaned_data.get("same_person_as"):
            merge_speakers(actor=actor, speaker_id=obj.pk, into_id=other.pk)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail has it; the admin's own log would be a second one."""
