"""Base classes of the API's views: read-only viewsets, to which each app adds explicit actions.

A view parses, permits, calls one service and serializes. Subclasses give `get_queryset()`
(what the caller may see: everything else is a 404) and `get_serializer_class()`.
"""

from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import NotVisible
from api.pagination import KeysetPagination
from api.preconditions import expected_version, set_etag

ModelT = TypeVar("ModelT", bound=Model)
_LARGEST_ID = 2**63 - 1


class Parsed:
    """Reads a request's body through a serializer."""

    def parse(
        self, serializer_class: type[serializers.BaseSerializer[Any]], request: Request, **kw: Any
    ) -> dict[str, Any]:
        """The validated body; a ValidationError becomes a 400 problem with pointers."""
        serializer = serializer_class(data=request.data, context={"request": request}, **kw)
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data


class ListViewSet(mixins.ListModelMixin, Parsed, viewsets.GenericViewSet[ModelT]):
    """GET of a list, by keyset pages."""

    pagination_class = KeysetPagination
    keyset: ClassVar[tuple[str, ...]] = ("-id",)


class ReadOnlyViewSet(mixins.RetrieveModelMixin, ListViewSet[ModelT]):
    """GET of a list and of one object; with `versioned` the object's answer has an ETag."""

    versioned: ClassVar[bool] = False
    lookup_value_regex = "[0-9]+"

    def get_object(self) -> ModelT:
        if int(self.kwargs[self.lookup_url_kwarg or self.lookup_field]) > _LARGEST_ID:
            raise NotVisible()
        return super().get_object()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.respond(self.get_object())

    def respond(
        self,
        obj: ModelT,
        *,
        status: int = status.HTTP_200_OK,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """The object as this view's serializer shows it, with its ETag."""
        response = Response(self.get_serializer(obj).data, status=status, headers=headers)
        if self.versioned:
            set_etag(response, obj)
        return response

    def expected_version(self, request: Request, obj: Model) -> int | None:
        """If-Match for this object, for the service to check under the lock."""
        return expected_version(request, type(obj), obj.pk)
