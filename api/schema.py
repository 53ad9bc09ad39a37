"""AutoSchema: documents what the plumbing adds to every operation.

Problem answers, Idempotency-Key on methods marked @idempotent, If-Match on those marked
@conditional; examples (api.examples) and headers (api.headers) of what is sent and answered.
"""

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.plumbing import get_doc
from drf_spectacular.utils import Direction
from rest_framework import serializers

from api.examples import illustrate
from api.headers import IDEMPOTENCY_KEY, IF_MATCH
from api.problem_examples import statuses
from api.problems import CONTENT_TYPE

_MARKS = ("idempotent", "conditional", "located")


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
            parameters.append(IDEMPOTENCY_KEY)
        if self._marked("conditional"):
            parameters.append(IF_MATCH)
        return parameters

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        """Of the operation; what a view's class is for concerns those who write it."""
        action = getattr(self.view, "action", None) or self.method.lower()
        return str(get_doc(getattr(self.view, action, None)))

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            illustrate(operation, self.registry, path=self.path, marks=self._marks())
        return operation

    def _get_response_bodies(self, direction: Direction = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        for status in statuses(self.path, self._marks()):
            if status not in bodies:
                bodies[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, status, media_types=[CONTENT_TYPE]
                )
        return dict(sorted(bodies.items()))

    def _marks(self) -> frozenset[str]:
        """What the plumbing adds to this operation: see api.problem_examples."""
        found = {"any", *(name for name in _MARKS if self._marked(name))}
        if self.method not in ("GET", "HEAD", "OPTIONS"):
            found.add("write")
        elif self._is_list_view():
            found.add("list")
        return frozenset(found)

    def _marked(self, mark: str) -> bool:
        handler = getattr(
            self.view, getattr(self.view, "action", None) or self.method.lower(), None
        )
        return bool(getattr(handler, mark, False))
