"""AutoSchema: documents what the plumbing adds to every operation.

Problem answers, Idempotency-Key on methods marked @idempotent, If-Match on those marked
@conditional, and the ETag of answers where the view says `versioned = True`; examples and the
headers of answers (api.examples).
"""

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter
from rest_framework import serializers

from api.examples import illustrate
from api.idempotency import HEADER as IDEMPOTENCY_HEADER
from api.idempotency import MAX_KEY
from api.problems import CONTENT_TYPE

_ALWAYS = ("400", "401", "403", "404", "406", "429")
_WRITES = ("409", "413", "415", "422")
_CONDITIONAL = ("412", "428")


class FieldProblemSerializer(serializers.Serializer[Any]):
    """One thing wrong with what was sent."""

    pointer = serializers.CharField(help_text="RFC 6901 pointer into the body or the query.")
    detail = serializers.CharField()
    code = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem document."""

    type = serializers.CharField(help_text="urn:onrecord:problem:<code>")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable, for programs.")
    errors = FieldProblemSerializer(many=True)  # type: ignore[assignment]  # a field, popped
    request_id = serializers.CharField()
    allowed_actions = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With 409 for a wrong state."
    )


class AutoSchema(SpectacularAutoSchema):
    """DEFAULT_SCHEMA_CLASS."""

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = list(super().get_override_parameters())
        if self._marked("idempotent"):
            parameters.append(_IDEMPOTENCY_KEY)
        if self._marked("conditional"):
            parameters.append(_IF_MATCH)
        if self._has_etag():
            parameters.append(_ETAG)
        return parameters

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            illustrate(
                operation,
                self.registry,
                idempotent=self._marked("idempotent"),
                location=self._marked("located"),
            )
        return operation

    def _get_response_bodies(self, direction: Direction = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        for status in self._problem_statuses():
            if status not in bodies:
                bodies[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, status, media_types=[CONTENT_TYPE]
                )
        return dict(sorted(bodies.items()))

    def _problem_statuses(self) -> list[str]:
        statuses = list(_ALWAYS)
        if self.method not in ("GET", "HEAD", "OPTIONS"):
            statuses += _WRITES
        if self._marked("conditional"):
            statuses += _CONDITIONAL
        return statuses

    def _marked(self, mark: str) -> bool:
        handler = getattr(
            self.view, getattr(self.view, "action", None) or self.method.lower(), None
        )
        return bool(getattr(handler, mark, False))

    def _has_etag(self) -> bool:
        # Lists carry each row's tag in the row.
        return bool(getattr(self.view, "versioned", False)) and (
            getattr(self.view, "action", "") == "retrieve" or self._marked("conditional")
        )


_IDEMPOTENCY_KEY = OpenApiParameter(
    name=IDEMPOTENCY_HEADER,
    type={"type": "string", "minLength": 1, "maxLength": MAX_KEY},
    location=OpenApiParameter.HEADER,
    description="A repeated request with the same key and body gets the first answer again.",
)
_IF_MATCH = OpenApiParameter(
    name="If-Match",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    # Not `required`: without it the answer is a problem (428) like any other.
    description="The ETag that was read; required. 428 without it, 412 when it is stale.",
)
_ETAG = OpenApiParameter(
    name="ETag",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    description="The version shown, for If-Match.",
    response=["200", "201"],
)
