"""Users in the admin site: administrators make and change them, nobody deletes them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from knox.models import AuthToken

from accounts import services
from accounts.forms import NewUserForm, UserForm
from accounts.models import User
from accounts.roles import Role, granted_roles, has_role

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[User]
else:
    _ModelAdmin = admin.ModelAdmin

#: What the list's own filters ask for.
_FILTERS = frozenset({"groups__id__exact", "groups__id", "is_active__exact", "is_active"})

# Groups are the roles and tokens are made through the API: neither has pages of its own.
for model in (Group, AuthToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(_ModelAdmin):
    """Forms go through accounts.services, so each change has its audit event."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = (  # "folded": whether or not with accents (transcripts.folding)
        "username__folded__contains",
        "first_name__folded__contains",
        "last_name__folded__contains",
        "email",
    )
    ordering = ("username",)
    show_full_result_count = False
    actions = None

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The filters of the list: a year that is none would be an error of ours."""
        return lookup in _FILTERS

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = UserForm if change else NewUserForm
        kwargs["fields"] = None
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        shared = ("username", "first_name", "last_name", "email", "time_zone", "roles")
        return (*shared, "is_active", "new_password") if obj else (*shared, "password")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor = request.user
        assert isinstance(actor, User)
        data = dict(form.cleaned_data)
        roles = set(data.pop("roles"))
        with transaction.atomic():
            if change:
                self._change(actor, obj, roles, data.pop("new_password"), data)
            else:
                obj.pk = services.create_user(actor=actor, roles=roles, **data).pk

    def _change(
        self, actor: User, obj: User, roles: set[Role], password: str, data: dict[str, Any]
    ) -> None:
        services.update_user(user=obj, actor=actor, **data)
        held = granted_roles(obj)
        for role in sorted(roles - held):
            services.grant_role(user=obj, role=role, actor=actor)
        for role in sorted(held - roles):
            services.revoke_role(user=obj, role=role, actor=actor)
        if password:
            services.set_password(user=obj, password=password, actor=actor)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model() wrote the roles."""

    def _administers(self, request: HttpRequest) -> bool:
        return has_role(request.user, Role.ADMINISTRATOR)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._administers(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return self._administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
