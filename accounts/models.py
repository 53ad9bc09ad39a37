"""User: a person or a program that acts in Onrecord. Their roles: accounts.roles."""

import uuid
import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


def validate_time_zone(value: str) -> None:
    """Refuses what is no IANA time zone name."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone."), params={"value": value}, code="time_zone"
        )


class User(AbstractUser):
    """Audit events name a user by `opaque_id`, so that a name can be blanked alone."""

    opaque_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])

    class Meta:
        ordering = ["username"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
