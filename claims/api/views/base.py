"""UnderClaim: the nouns that hang on a claim, which must be visible first."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from api.views import ModelT
from claims.api.permissions import ROLES
from claims.models import Claim
from transcripts.api.base import ApiViewSet


class ClaimsViewSet(ApiViewSet[ModelT]):
    """Any route of this app."""

    roles = ROLES


class UnderClaim(ClaimsViewSet[ModelT]):
    """Routes below claims/{claim_id}/."""

    scope_kwarg: ClassVar[str] = "claim_id"
    keyset: ClassVar[tuple[str, ...]] = ("id",)

    def scope(self) -> QuerySet[Any]:
        visible: QuerySet[Any] = Claim.objects.visible_to(self.actor)
        return visible
