"""What OPTIONS tells: the methods of the path. Everything else is in the schema."""

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import BaseMetadata

if TYPE_CHECKING:  # REST framework's views import this module through its settings
    from rest_framework.request import Request
    from rest_framework.views import APIView


class AllowedMethods(BaseMetadata):
    """DEFAULT_METADATA_CLASS. It looks at no object, so it tells nothing about one."""

    def determine_metadata(self, request: "Request", view: "APIView") -> dict[str, Any]:
        return {"allowed_methods": view.allowed_methods}
