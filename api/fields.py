"""Strict serializers: a body says exactly what it means, or it is a 400 with a pointer.

REST framework takes 5 for "5" and drops keys it does not know; here both are errors, so that
a client's mistake shows at once and the schema does not promise less than is accepted.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.preconditions import etag_for

MAX_ID = 2**63 - 1


class Strict(serializers.Serializer[Any]):
    """For input: keys that are not fields are refused."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            fields = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(str(key) for key in data if key not in fields):
                raise serializers.ValidationError(
                    {key: [_("There is no such field.")] for key in unknown}, code="unknown"
                )
        return super().to_internal_value(data)


class Changes(Strict):
    """For PATCH: fields are left out, but not all of them."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError(_("Name at least one field to change."), code="empty")
        return attrs


class Nothing(Strict):
    """The body of an action that needs none: absent or `{}`."""


class Text(serializers.CharField):
    """A string, and nothing that could be turned into one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON integer; a string, a boolean or a fraction is none."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID})
class Reference(serializers.RelatedField[Any, Any, Any]):
    """An object of `queryset` by its id."""

    default_error_messages = {
        "missing": gettext_lazy("There is no such object."),
        "invalid": gettext_lazy("Not an id."),
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int) or not 1 <= data <= MAX_ID:
            self.fail("invalid")
        found = self.objects.filter(pk=data).first()
        if found is None:
            self.fail("missing")
        return found

    def to_representation(self, value: Any) -> int:
        return int(value.pk)

    @property
    def objects(self) -> QuerySet[Any]:
        found = self.get_queryset()
        assert found is not None, "A Reference names its queryset."
        return found


@extend_schema_field({"type": "string"})
class Etag(serializers.ReadOnlyField):
    """The tag of the row, as the ETag header of its own answer says it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"source": "*", **kwargs})

    def to_representation(self, value: Any) -> str:
        return etag_for(value)
