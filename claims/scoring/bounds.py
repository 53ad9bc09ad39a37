"""How large a request for scores may be before anything of it is read."""

from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.exceptions import TooLarge
from claims import limits


def refuse_long(request: Request) -> None:
    """Raises TooLarge by what Content-Length says; a body is never longer than that."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limits.SCORED_BODY:
        said = _("A request body has at most %(limit)s bytes.")
        raise TooLarge(said % {"limit": f"{limits.SCORED_BODY:,}"})
