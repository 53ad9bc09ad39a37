"""Forms of the user pages in the admin site; they validate, accounts.services writes."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role, granted_roles

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[User]
else:
    _ModelForm = forms.ModelForm


class _RolesForm(_ModelForm):
    roles = forms.TypedMultipleChoiceField(
        choices=[(role.value, role.value.capitalize()) for role in Role],
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("username", "first_name", "last_name", "email", "time_zone")

    def save(self, commit: bool = True) -> User:
        user: User = self.instance
        return user  # the services write

    def save_m2m(self) -> None:
        """Roles are written by the services."""


class NewUserForm(_RolesForm):
    """A new account with its password."""

    password = forms.CharField(widget=forms.PasswordInput, strip=False)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class UserForm(_RolesForm):
    """An account; the password stays as it is where the field is left empty."""

    new_password = forms.CharField(
        widget=forms.PasswordInput,
        strip=False,
        required=False,
        help_text=_("Leave empty to keep it. Setting one also ends the account's tokens."),
    )

    class Meta(_RolesForm.Meta):
        fields = (*_RolesForm.Meta.fields, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = [role.value for role in granted_roles(self.instance)]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password
