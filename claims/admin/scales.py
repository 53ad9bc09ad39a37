"""Rating scales: made, versioned and retired by editors, through claims.services.scales.

A scale that no round has used yet may still be changed; a used one is shown and offers a new
version, for which its levels are filled in.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, has_role
from api.exceptions import DomainError
from claims import limits
from claims.models import RatingLevel, RatingScale
from claims.services import scales
from transcripts.admin.base import ViewAdmin

_LEVEL = ("label", "number", "description")


class LevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """One level; clean_levels() looks at all of them together, so that labels may be swapped."""

    class Meta:
        model = RatingLevel
        fields = _LEVEL
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def validate_unique(self) -> None:
        """Left to clean_levels()."""

    def validate_constraints(self) -> None:
        """Left to clean_levels()."""


class LevelFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Levels in the order of the rows, worst first. Nothing is saved from here."""

    def levels(self) -> list[dict[str, Any]]:
        filled = (form.cleaned_data for form in self.forms if form.cleaned_data)
        return [{name: row.get(name) for name in _LEVEL} for row in filled if not row.get("DELETE")]

    def clean(self) -> None:
        if any(self.errors):
            return
        try:
            scales.clean_levels(self.levels())
        except DomainError as error:
            raise forms.ValidationError(error.detail) from error


class LevelInline(admin.TabularInline[Any, Any]):
    model = RatingLevel
    form = LevelForm
    formset = LevelFormSet
    fields = _LEVEL
    ordering = ("position",)
    max_num = limits.LEVELS
    verbose_name_plural = _("levels, worst first; those without a number last, or all without")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        if obj is not None:
            return 1
        model = _model_of(request)
        return model.levels.count() if model else 5

    def _editable(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = _editable

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # the scale's own page is asked


class ScaleForm(forms.ModelForm):  # type: ignore[type-arg]
    make_default = forms.BooleanField(
        required=False, help_text=_("New rounds use it. Rounds under way keep their scale.")
    )


def may_change(request: HttpRequest, scale: RatingScale | None = None) -> bool:
    """Editors, and of a scale that exists only while no round has used it."""
    frozen = scale is not None and (scale.used_at or scale.retired_at)
    return has_role(request.user, Role.EDITOR) and not frozen


def _model_of(request: HttpRequest) -> RatingScale | None:
    """The scale that a new version is made of: ?from=ID, when the form is first shown."""
    given = request.GET.get("from", "")
    if request.method != "GET" or not given.isdecimal() or len(given) > 18:
        return None
    found: RatingScale | None = RatingScale.objects.filter(pk=int(given)).first()
    return found


@admin.register(RatingScale)
class ScaleAdmin(ViewAdmin):
    form = ScaleForm
    inlines = (LevelInline,)
    list_display = ("name", "version", "ratings_required", "is_default", "used_at", "retired_at")
    actions = ("make_default", "retire")
    _shown = ("name", "version", "is_default", "used_at", "retired_at", "created_at", "offers")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request.user, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, obj)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.EDITOR)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("name", "ratings_required", "make_default")
        shown = ("name", "version", "ratings_required", *self._shown[2:])
        return shown if self.has_add_permission(request) else shown[:-1]  # "offers" leads there

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self._shown

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        model = _model_of(request)
        if model is None:
            return {"ratings_required": 2}
        return {"name": model.name, "ratings_required": model.ratings_required}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and (model := _model_of(request)):
            kwargs["initial"] = list(model.levels.order_by("position").values(*_LEVEL))
        return kwargs

    @admin.display(description=_("to change it"))
    def offers(self, scale: RatingScale) -> SafeString | str:
        if not scale.used_at and not scale.retired_at:
            return str(_("No round has used it: it may still be changed here."))
        page = reverse("admin:claims_ratingscale_add")
        words = _("make a new version")
        return format_html('<a href="{}?from={}">{}</a>', page, scale.pk, words)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: save_related() has the levels too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        actor: Any = request.user
        wanted = {
            "levels": formsets[0].levels(),
            "ratings_required": form.cleaned_data["ratings_required"],
        }
        if change:
            scales.edit_scale(actor=actor, scale_id=form.instance.pk, **wanted)
            return
        wanted |= {name: form.cleaned_data[name] for name in ("name", "make_default")}
        made = scales.create_scale(actor=actor, **wanted)
        form.instance.pk, form.instance.version = made.pk, made.version

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit trail has it; the admin's own log would be a second one."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As above."""

    @admin.action(description=_("Make it the default of new rounds"), permissions=["manage"])
    def make_default(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, scales.make_default, _("The default is now: %s"), most=1)

    @admin.action(description=_("Retire: no new round uses it"), permissions=["manage"])
    def retire(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, scales.retire_scale, _("Retired: %s"))

    def _each(
        self, request: HttpRequest, queryset: Any, service: Any, done: Any, most: int | None = None
    ) -> None:
        chosen = list(queryset.order_by("pk"))
        if most is not None and len(chosen) > most:
            messages.error(request, _("Choose one scale."))
            return
        for scale in chosen:
            try:
                service(actor=request.user, scale_id=scale.pk)
            except DomainError as error:
                messages.error(request, f"{scale}: {error.detail}")
            else:
                messages.success(request, done % scale)


@admin.register(RatingLevel)
class LevelAdmin(ViewAdmin):
    list_display = ("scale", "position", "label", "number", "description")
    list_select_related = ("scale",)
    ordering = ("scale", "position")
