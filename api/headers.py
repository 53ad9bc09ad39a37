"""The headers of requests and answers, as the schema describes them, each with an example."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from api.idempotency import HEADER as IDEMPOTENCY_HEADER
from api.idempotency import KEPT_ERRORS, MAX_KEY
from api.request_id import HEADER as REQUEST_ID_HEADER

_Described = dict[str, Any]

IDEMPOTENCY_KEY = OpenApiParameter(
    name=IDEMPOTENCY_HEADER,
    type={"type": "string", "minLength": 1, "maxLength": MAX_KEY},
    location=OpenApiParameter.HEADER,
    description="A repeated request with the same key and body gets the first answer again.",
    examples=[OpenApiExample("example", value="upload-2026-03-14-1")],
)
IF_MATCH = OpenApiParameter(
    name="If-Match",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    required=True,
    description="The ETag that was read. 428 without it, 412 when it is stale.",
    examples=[OpenApiExample("example", value='"claim-1-v3"')],
)


def _text(description: str, example: str) -> _Described:
    return {"schema": {"type": "string"}, "description": description, "example": example}


def _number(description: str, example: int) -> _Described:
    schema = {"type": "integer", "minimum": 0}
    return {"schema": schema, "description": description, "example": example}


#: With every answer; the budget is missing where none is kept, and while Redis is away.
ALWAYS = {
    "RateLimit-Limit": _number("Requests in a window of the tightest budget.", 6000),
    "RateLimit-Remaining": _number("Requests left in it.", 5993),
    "RateLimit-Reset": _number("Seconds until it begins anew.", 2871),
    REQUEST_ID_HEADER: _text(
        "Names the request in our log: what you sent under this name, or a new one.",
        "5f0c3f8f2b7d4f0c9d8a6b1e2c3d4e5f",
    ),
    "Cache-Control": _text("Answers to who is signed in are kept by nobody.", "private, no-store"),
}
_CHALLENGE = {"WWW-Authenticate": _text("How to say who you are.", "Bearer")}
_ETAG = {"ETag": _text("The current version, for If-Match.", '"claim-1-v3"')}
_LOCATION = {
    "Location": _text("Where what was made, or was there already, is read.", "/api/v1/claims/1/")
}
_REPLAYED = {"Idempotency-Replayed": _text("The first answer to this key, again.", "true")}
_RETRY = {"Retry-After": _number("Seconds to wait.", 12)}


def headers_of(status: str, marks: frozenset[str], *, tagged: bool) -> _Described:
    """The headers that an answer of this status may have, by name."""
    found: _Described = dict(ALWAYS)
    done, idempotent = status.startswith("2"), "idempotent" in marks
    if done and status != "204":
        found |= (_LOCATION if "located" in marks else {}) | (_ETAG if tagged else {})
    if idempotent and (done or int(status) in KEPT_ERRORS):
        found |= _REPLAYED
    if status in ("429", "503") or (status == "409" and idempotent):
        found |= _RETRY
    if status == "401":
        found |= _CHALLENGE
    if status == "412":
        found |= _ETAG
    return found
