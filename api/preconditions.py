"""ETags from versions, and If-Match.

A view reads the header with expected_version() and hands the number to the service; the
service locks the row and calls check_version(). Nothing is decided before the lock.
"""

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from api.exceptions import PreconditionRequired, StaleVersion

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

#: No version has this number: If-Match named none of the object's.
NO_SUCH_VERSION = -1
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_View = TypeVar("_View", bound=Any)


def etag(model: type[models.Model], pk: object, version: int) -> str:
    """A strong tag such as "claim-12-v5", quotes included."""
    return f'"{model._meta.model_name}-{pk}-v{version}"'


def etag_for(obj: Any) -> str:
    """The object's current tag."""
    return etag(type(obj), obj.pk, obj.version)


def set_etag(response: "HttpResponseBase", obj: Any) -> None:
    """Puts the object's tag on an answer that shows it."""
    response.headers["ETag"] = etag_for(obj)


def expected_version(request: "Request", model: type[models.Model], pk: object) -> int | None:
    """The version that If-Match asks for; None for `*`.

    428 without the header. Where it names several versions of this object the latest counts;
    where it names none, NO_SUCH_VERSION, which check_version() refuses with 412. A weak tag is
    read like a strong one: proxies that compress weaken tags, and ours come from a version.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired(_("Send If-Match with the ETag you read."))
    if header == "*":
        return None
    ours = re.compile(re.escape(f"{model._meta.model_name}-{pk}-v") + r"([0-9]{1,9})", re.ASCII)
    found = (ours.fullmatch(tag) for tag in _TAG.findall(header))
    return max((int(match[1]) for match in found if match), default=NO_SUCH_VERSION)


def check_version(obj: Any, expected: int | None) -> None:
    """412 unless the locked row still has the version that was asked for; None accepts any."""
    if expected is not None and obj.version != expected:
        raise StaleVersion(etag=etag_for(obj))


def conditional(view: _View) -> _View:
    """Marks a view method that reads If-Match, for the schema."""
    view.conditional = True
    return view
