"""Which methods a page answers, where nothing is changed."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def read_only(view: View) -> Any:
    """GET and HEAD alone: everything else is a 405 with Allow.

    Without the exemption Django asks for a CSRF token first and answers 403. Nothing is given
    away by it, since nothing but a safe method reaches the view.
    """
    return csrf_exempt(require_safe(view))
