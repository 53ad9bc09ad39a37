"""What every request gets, whatever view answers it.

StaticFilesMiddleware serves static files. RequestIdMiddleware gives a request id (in the answer,
on log records, in audit events); under /api/ a limit on the body, `private, no-store` unless the
view says otherwise, and the budget left by throttles.
"""

import os
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from api import request_id as ids
from api.exceptions import LengthRequired, TooLarge
from api.problems import API_PREFIX, problem_response
from api.throttling import budget_headers


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which misses the folder of collected files only where it needs one."""

    def add_files(self, root: str, prefix: str | None = None) -> None:
        if not self.use_finders or os.path.isdir(root):
            super().add_files(root, prefix)


class RequestIdMiddleware:
    """Stands before everything that may log or answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A charset in Content-Type would otherwise decide how the query string is read, and an
        # odd one raises before any handler of ours. Bodies are UTF-8 too (api.parsers).
        request.encoding = "utf-8"
        token = ids.request_id.set(ids.accept_or_new(request.headers.get(ids.HEADER)))
        try:
            response = self._api(request) if request.path.startswith(API_PREFIX) else None
            if response is None:
                response = self.get_response(request)
            response.headers[ids.HEADER] = ids.request_id.get()
            return response
        finally:
            ids.request_id.reset(token)

    def _api(self, request: HttpRequest) -> HttpResponseBase:
        response = _refuse_body(request) or self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        for name, value in budget_headers(request).items():
            response.headers.setdefault(name, value)
        return response


def _refuse_body(request: HttpRequest) -> HttpResponse | None:
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # WSGI would hand us an empty body, and the request would mean something else.
        return problem_response(LengthRequired(_("Send the body with a Content-Length.")))
    # JSON parsers read the stream themselves, past Django's own check of the same setting.
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    if limit is None or not length.isdigit() or int(length) <= limit:
        return None
    said = _("A request body has at most %(limit)s bytes.") % {"limit": f"{limit:,}"}
    return problem_response(TooLarge(said))
