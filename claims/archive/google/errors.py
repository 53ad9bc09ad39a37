"""Google's error shape: {"error": {"code", "message", "status", "details"}}.

`status` names the canonical code (google.rpc.Code); `details` the fields, as BadRequest does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.response import Response

from api.problems import exception_handler as problem_handler

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    406: "INVALID_ARGUMENT",
    409: "ABORTED",
    411: "INVALID_ARGUMENT",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
_ALREADY = {"page_exists": "ALREADY_EXISTS"}
_CHALLENGE = 'Bearer realm="onrecord"'  # httplib2 reads none without a parameter
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """What the rest of the API would answer as a problem, in Google's words."""
    response = problem_handler(exc, context)
    if response is None:
        return None
    document: Mapping[str, Any] = response.data or {}
    code = response.status_code
    message = document["detail"]
    status = _ALREADY.get(document["code"]) or STATUSES.get(code, "UNKNOWN")
    violations = [
        {"field": one["pointer"].strip("/").replace("/", "."), "description": one["detail"]}
        for one in document["errors"]
    ]
    details = [{"@type": _BAD_REQUEST, "fieldViolations": violations}] if violations else []
    headers = {"WWW-Authenticate": _CHALLENGE} if code == 401 else {}
    if "Retry-After" in response.headers:
        headers["Retry-After"] = response.headers["Retry-After"]
    return Response(error(code, message, status, details), status=code, headers=headers)


def error(
    code: int, message: str, status: str = "", details: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The body alone."""
    said: dict[str, Any] = {
        "code": code,
        "message": message,
        "status": status or STATUSES.get(code, "UNKNOWN"),
    }
    return {"error": {**said, "details": details} if details else said}
