"""Reviews, own drafts, ratings and scales."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import NotVisible
from api.fields import Nothing
from api.idempotency import idempotent, located
from claims import services
from claims.api.serializers import reviews as serializers
from claims.api.views.base import ClaimsViewSet, UnderClaim
from claims.models import Claim, Rating, RatingScale, Review


@extend_schema_view(list=extend_schema(summary="Who had and has a place on the claim"))
class ReviewViewSet(UnderClaim[Review]):
    queryset = Review.objects.none()
    noun = "review"
    serializer_class = serializers.ReviewSerializer

    def get_queryset(self) -> QuerySet[Review]:
        of: QuerySet[Review] = Review.objects.filter(claim_id=self.parent_id)
        return of.select_related("reviewer", "assigned_by").defer("draft")


class DraftViewSet(UnderClaim[Review]):
    queryset = Review.objects.none()
    noun = "draft"
    serializer_class = serializers.OwnReviewSerializer

    def get_queryset(self) -> QuerySet[Review]:
        """Your places in the claim's current round, the latest first."""
        current = Claim.objects.filter(pk=self.parent_id).values("round")
        mine = Review.objects.filter(
            claim_id=self.parent_id, reviewer_id=self.actor.pk, round__in=current
        )
        found: QuerySet[Review] = mine.select_related("reviewer", "assigned_by").order_by("-id")
        return found

    @extend_schema(summary="Your place with what you have written so far")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        review = self.get_queryset().first()
        if review is None:
            raise NotVisible(_("You have no place in this round."))
        return self.respond(review)

    @extend_schema(
        summary="Keep what you have written so far; renews the lease",
        request=serializers.DraftSerializer,
        responses=serializers.OwnReviewSerializer,
    )
    def update(self, request: Request, claim_id: int) -> Response:
        draft = self.parse(serializers.DraftSerializer, request)
        review = services.save_draft(actor=self.actor, claim_id=claim_id, draft=dict(draft))
        return self.respond(self.get_queryset().get(pk=review.pk))


@extend_schema_view(
    list=extend_schema(summary="The ratings that you may read: blind until the round is full")
)
class RatingViewSet(UnderClaim[Rating]):
    queryset = Rating.objects.none()
    noun = "rating"
    serializer_class = serializers.RatingSerializer

    def get_queryset(self) -> QuerySet[Rating]:
        visible = Rating.objects.visible_to(self.actor).filter(claim_id=self.parent_id)
        shown: QuerySet[Rating] = visible.select_related("reviewer", "level")
        return shown

    @extend_schema(
        summary="Rate the claim as you read it",
        description="Replaces your earlier rating of the round. When refused with 409, the "
        "text is kept as a draft if `draft_kept` says so.",
        request=serializers.RateSerializer,
        responses={201: serializers.RatingSerializer},
    )
    @idempotent
    def create(self, request: Request, claim_id: int) -> Response:
        judgement = self.parse(serializers.RateSerializer, request)
        rating = services.rate(actor=self.actor, claim_id=claim_id, **judgement)
        return self.respond(rating, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="Rating scales with their levels"),
    retrieve=extend_schema(summary="A rating scale"),
)
class ScaleViewSet(ClaimsViewSet[RatingScale]):
    queryset = RatingScale.objects.prefetch_related("levels")
    noun = "scale"
    keyset: ClassVar[tuple[str, ...]] = ("id",)
    serializer_class = serializers.ScaleSerializer

    @extend_schema(
        summary="Make a scale, or the next version of one",
        request=serializers.NewScaleSerializer,
        responses={201: serializers.ScaleSerializer},
    )
    @idempotent
    @located
    def create(self, request: Request) -> Response:
        wanted = self.parse(serializers.NewScaleSerializer, request)
        scale = services.create_scale(actor=self.actor, **wanted)
        headers = {"Location": reverse("scale-detail", args=[scale.pk])}
        return self.respond(scale, status=status.HTTP_201_CREATED, headers=headers)

    @extend_schema(
        summary="No new round uses it from now on",
        request=Nothing,
        responses=serializers.ScaleSerializer,
    )
    def retire(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return self.respond(services.retire_scale(actor=self.actor, scale_id=pk))

    @extend_schema(
        summary="New rounds use it from now on",
        request=Nothing,
        responses=serializers.ScaleSerializer,
    )
    def make_default(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return self.respond(services.make_default(actor=self.actor, scale_id=pk))
