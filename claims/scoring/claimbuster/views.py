"""POST score/text/ and score/text/sentences/: a text as one sentence, or cut into its sentences.

Answers are {"version": "2", "claim": the text, "results": [{"text", "index", "score"}]}; errors
{"version": "2", "message": ...} under the status that the rest of the API would answer with.
Only POST: a text in an address ends up in logs.
"""

from __future__ import annotations

import abc
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import has_role
from api.exceptions import Forbidden, InvalidInput
from api.parsers import StrictJSONParser
from api.problems import exception_handler as problem_handler
from api.throttling import AnonThrottle, ScoreThrottle, UserThrottle
from claims import limits
from claims.api.permissions import ROLES
from claims.scoring.bounds import refuse_long
from claims.scoring.claimbuster.access import ApiKeyAuthentication
from claims.scoring.exchange import Asked, ask

VERSION = "2"
_FIELD = "input_text"
_NONE = re.compile(r"[\x00\ud800-\udfff]")  # NUL and half of a pair are no characters
_KEPT_HEADERS = ("WWW-Authenticate", "Retry-After")


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """What the rest of the API would answer as a problem, in a message."""
    response = problem_handler(exc, context)
    if response is None:
        return None
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    said = {"version": VERSION, "message": (response.data or {})["detail"]}
    return Response(said, status=response.status_code, headers=headers)


class _ScoreView(APIView, abc.ABC):
    """One route; `longest` in characters."""

    schema = None  # theirs, and not part of ours
    authentication_classes = (ApiKeyAuthentication,)
    permission_classes = (IsAuthenticated,)
    throttle_classes = (UserThrottle, AnonThrottle, ScoreThrottle)
    parser_classes = (StrictJSONParser,)
    longest: ClassVar[int]

    def get_exception_handler(self) -> Any:
        return exception_handler

    def post(self, request: Request) -> Response:
        if not has_role(request.user, *ROLES["score", "create"]):
            raise Forbidden(_("Your role does not allow this."))
        text = self.text(request)
        found = ask(self.asked(text)).results
        results = [{"text": one.text, "index": one.index, "score": one.score} for one in found]
        return Response({"version": VERSION, "claim": text, "results": results})

    def text(self, request: Request) -> str:
        """What is to be scored. Raises InvalidInput or TooLarge."""
        refuse_long(request)
        body = request.data
        text = body.get(_FIELD) if isinstance(body, dict) else None
        if not isinstance(text, str) or not text.strip() or _NONE.search(text):
            raise InvalidInput(
                _("Send a JSON object with the text to be scored in %(field)s.") % {"field": _FIELD}
            )
        if len(text) > self.longest:
            raise InvalidInput(
                _("%(field)s has at most %(limit)s characters.")
                % {"field": _FIELD, "limit": f"{self.longest:,}"}
            )
        return text

    @abc.abstractmethod
    def asked(self, text: str) -> Asked:
        """What the scorer is asked for the text."""


class ScoreText(_ScoreView):
    """The text as one sentence."""

    longest = limits.SCORED_SENTENCE

    def asked(self, text: str) -> Asked:
        return Asked(sentences=(text,))


class ScoreSentences(_ScoreView):
    """The text cut into sentences, as a transcript's is."""

    longest = limits.SCORED_PASSAGE

    def asked(self, text: str) -> Asked:
        return Asked(text=text)
