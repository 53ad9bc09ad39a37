"""RFC 9457 problem documents: the one shape of every error under /api/.

exception_handler() is REST framework's; bad_request(), not_found() and server_error() are
Django's for what never reaches a view. A database that is away, or a full disk, is 503.
"""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions as drf
from rest_framework.response import Response

from api.exceptions import (
    DomainError,
    FieldProblem,
    Forbidden,
    InvalidInput,
    NotVisible,
    TooLarge,
    Unavailable,
)
from api.request_id import request_id

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:onrecord:problem:"
API_PREFIX = "/api/"
#: Away, restarting, full, or out of connections: whoever asks again may be lucky.
DATABASE_AWAY = (OperationalError, InterfaceError)
AGAIN_AFTER = 5  # seconds
#: Full, over quota, read-only or not ours: somebody has to look after it.
DISK_REFUSES = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
)
NON_FIELD = frozenset({"non_field_errors", "__all__"})


def problem(
    status: int,
    code: str,
    title: str | _StrPromise,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document as a dict. `errors` is always there, empty where no field is to blame."""
    return {
        **(extra or {}),
        "type": TYPE_PREFIX + code,
        "title": str(title),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"pointer": e.pointer, "detail": e.detail, "code": e.code} for e in errors],
        "request_id": request_id.get(),
    }


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's hook. None (an unknown error) lets Django log it and answer 500."""
    known = _as_domain_error(exc)
    if known is not None:
        return _response(known)
    if isinstance(exc, drf.APIException):
        return _from_api_exception(exc)
    if away := unavailable(exc):
        logger.error(away.detail, exc_info=exc)
        return _response(away)
    return None


def unavailable(exc: BaseException | None) -> Unavailable | None:
    """What is said where the database or the disk is to blame; None for any other error."""
    if isinstance(exc, DATABASE_AWAY):
        detail = _("The database does not answer. Please try again in a moment.")
        return Unavailable(detail, code="database_unavailable", retry_after=AGAIN_AFTER)
    if isinstance(exc, OSError) and exc.errno in DISK_REFUSES:
        detail = _("There is no room for this, or the disk cannot be written. Nothing was kept.")
        return Unavailable(detail, code="storage_unavailable", retry_after=60)
    return None


def _as_domain_error(exc: Exception) -> DomainError | None:
    if isinstance(exc, DomainError):
        return exc
    if isinstance(exc, Http404):
        return NotVisible()
    if isinstance(exc, PermissionDenied):
        return Forbidden(str(exc))
    if isinstance(exc, ValidationError):
        return InvalidInput(errors=list(pointers(_django_detail(exc))))
    if isinstance(exc, RequestDataTooBig):
        return TooLarge(_("The request body is too large."))
    if isinstance(exc, SuspiciousOperation):
        return InvalidInput(_("The request is malformed."), code="bad_request")
    return None


def _response(error: DomainError) -> Response:
    document = problem(
        error.status, error.code, error.title, error.detail, error.errors, error.extra
    )
    return Response(document, status=error.status, headers=error.headers, content_type=CONTENT_TYPE)


def _from_api_exception(exc: drf.APIException) -> Response:
    status = exc.status_code
    title = HTTPStatus(status).phrase
    errors: list[FieldProblem] = []
    if isinstance(exc, drf.ValidationError):
        code, title = InvalidInput.default_code, str(InvalidInput.title)
        errors = list(pointers(exc.detail))
        detail = "; ".join(_sentence(error) for error in errors) or f"{title}."
    else:
        code, detail = str(exc.get_codes()), str(exc.detail)
    headers: dict[str, str] = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, int(wait)))
    document = problem(status, code, title, detail, errors)
    return Response(document, status=status, headers=headers, content_type=CONTENT_TYPE)


def _sentence(error: FieldProblem) -> str:
    return f"{error.pointer}: {error.detail}" if error.pointer else error.detail


def pointers(detail: Any, at: str = "") -> Iterator[FieldProblem]:
    """REST framework's nested error detail, flattened to JSON pointers into what was sent."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from pointers(value, at if key in NON_FIELD else f"{at}/{_escape(str(key))}")
    elif isinstance(detail, list | tuple):
        # A list of messages belongs to the field; a list of mappings to its items, by index.
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list | tuple)
            yield from pointers(value, f"{at}/{index}" if nested else at)
    else:
        yield FieldProblem(at, str(detail), str(getattr(detail, "code", None) or "invalid"))


def _escape(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def _django_detail(exc: ValidationError) -> dict[str, list[str]] | list[str]:
    return exc.message_dict if hasattr(exc, "error_dict") else exc.messages


def problem_response(error: DomainError) -> JsonResponse:
    """The same document from code outside REST framework."""
    document = problem(
        error.status, error.code, error.title, error.detail, error.errors, error.extra
    )
    return JsonResponse(
        document, status=error.status, headers=error.headers, content_type=CONTENT_TYPE
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what Django refuses before any view, such as a body over the limit."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    return problem_response(_as_domain_error(exception) or InvalidInput(code="bad_request"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    if not request.path.startswith(API_PREFIX):
        return defaults.permission_denied(request, exception)
    return problem_response(Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    if not request.path.startswith(API_PREFIX):
        return defaults.page_not_found(request, exception)
    return problem_response(NotVisible())


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: says nothing about the cause, only the id under which it was logged.

    503 where the cause is the database, of which sessions ask before any view does, or the disk.
    """
    away = unavailable(sys.exc_info()[1])
    if not request.path.startswith(API_PREFIX):
        return _unavailable_page(away) if away else defaults.server_error(request)
    if away:
        return problem_response(away)
    document = problem(
        500, "server_error", _("Server error"), _("Something went wrong here. It was logged.")
    )
    return JsonResponse(document, status=500, content_type=CONTENT_TYPE)


def _unavailable_page(error: Unavailable) -> HttpResponse:
    page = loader.render_to_string("503.html", {"detail": error.detail})
    return HttpResponse(page, status=error.status, headers=error.headers)
