"""State actions on a claim, each conditional on If-Match and decided by one service.

Places, dismissing and reopening answer with the claim; deciding, publishing, correcting,
confirming and retracting answer with the verdict. Both carry the claim's new ETag.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from api.fields import Nothing
from api.preconditions import conditional, expected_version, set_etag
from claims import services
from claims.api.serializers.claims import ClaimDetailSerializer, DismissSerializer, ReopenSerializer
from claims.api.serializers.reviews import PersonSerializer
from claims.api.serializers.verdicts import (
    AdjudicateSerializer,
    CorrectSerializer,
    StillHoldsSerializer,
    VerdictSerializer,
)
from claims.api.views.claims import ShownClaim
from claims.history import judgements_open
from claims.models import Claim, Verdict
from claims.publishing.due import marks_in
from transcripts.api.serializers import ReasonSerializer

REWORDING = ("normalised", "type", "speaker")
_Body = type[BaseSerializer[Any]]
_Method = TypeVar("_Method", bound=Callable[..., Response])


def _schema(
    summary: str, body: _Body, answer: _Body = ClaimDetailSerializer
) -> Callable[[_Method], _Method]:
    def described(method: _Method) -> _Method:
        shown = extend_schema(summary=summary, request=body, responses=answer)(method)
        return conditional(shown)

    return described


class ClaimActs(ShownClaim):
    @_schema("Take a free place in the round", Nothing)
    def take(self, request: Request, pk: int) -> Response:
        return self._act(services.take, Nothing)

    @_schema("Begin the lease of your place anew", Nothing)
    def renew(self, request: Request, pk: int) -> Response:
        return self._act(services.renew, Nothing)

    @_schema("Give your place back", Nothing)
    def release(self, request: Request, pk: int) -> Response:
        return self._act(services.release, Nothing)

    @_schema("Open a review for somebody", PersonSerializer)
    def assign(self, request: Request, pk: int) -> Response:
        return self._act(services.assign, PersonSerializer)

    @_schema("End somebody's open review", PersonSerializer)
    def take_over(self, request: Request, pk: int) -> Response:
        return self._act(services.take_over, PersonSerializer)

    @_schema("Look at the ratings of an unfinished round, and take no part in it", ReasonSerializer)
    def reveal(self, request: Request, pk: int) -> Response:
        return self._act(services.reveal, ReasonSerializer)

    @_schema("Say that a claim stays which the last run no longer found", Nothing)
    def keep(self, request: Request, pk: int) -> Response:
        return self._act(services.keep, Nothing)

    @_schema("Set aside what is not worth checking", DismissSerializer)
    def dismiss(self, request: Request, pk: int) -> Response:
        return self._act(services.dismiss, DismissSerializer)

    @_schema("Begin a new round", ReopenSerializer)
    def reopen(self, request: Request, pk: int) -> Response:
        return self._act(services.reopen, ReopenSerializer)

    @_schema(
        "Decide the level, as a draft until published", AdjudicateSerializer, VerdictSerializer
    )
    def adjudicate(self, request: Request, pk: int) -> Response:
        return self._decide(services.adjudicate, AdjudicateSerializer)

    @_schema("Publish the draft verdict, if nothing is missing", Nothing, VerdictSerializer)
    def publish(self, request: Request, pk: int) -> Response:
        return self._decide(services.publish, Nothing)

    @_schema("Publish a corrected verdict in place of the current one", CorrectSerializer,
             VerdictSerializer)  # fmt: skip
    def correct(self, request: Request, pk: int) -> Response:
        return self._decide(services.correct, CorrectSerializer)

    @_schema("Say that the published verdict still holds", StillHoldsSerializer, VerdictSerializer)
    def confirm(self, request: Request, pk: int) -> Response:
        return self._decide(services.confirm, StillHoldsSerializer)

    @_schema("Take the published verdict back and begin a new round", ReasonSerializer,
             VerdictSerializer)  # fmt: skip
    def retract(self, request: Request, pk: int) -> Response:
        return self._decide(services.retract, ReasonSerializer)

    def _arguments(self, body: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """For a service: who, which claim, which version, and the body."""
        version = expected_version(self.request, Claim, self.parent_id)
        said = self.parse(body, self.request)
        if changes := {name: said.pop(name) for name in REWORDING if name in said}:
            said["changes"] = changes
        return {
            "actor": self.actor,
            "claim_id": self.parent_id,
            "expected_version": version,
            **said,
        }

    def _act(self, service: Callable[..., Claim], body: _Body) -> Response:
        return self.shown(service(**self._arguments(body)).pk)

    def _decide(self, service: Callable[..., Verdict], body: _Body) -> Response:
        verdict = service(**self._arguments(body))
        context = {
            "judgements_open": judgements_open(self.actor, verdict.claim),
            "marks": marks_in([verdict]),
        }
        response = Response(VerdictSerializer(verdict, context=context).data)
        set_etag(response, verdict.claim)
        return response
