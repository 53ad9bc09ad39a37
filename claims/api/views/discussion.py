"""Posts of a claim's discussion, as far as they are open to who asks."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import idempotent
from claims.api.serializers.discussion import NewPostSerializer, PostSerializer
from claims.api.views.base import ClaimsViewSet, UnderClaim
from claims.discussion.services import post_to_discussion, withdraw_post
from claims.models import Claim, Post
from transcripts.api.serializers import ReasonSerializer


@extend_schema_view(list=extend_schema(summary="What was said about the claim, first first"))
class PostViewSet(UnderClaim[Post]):
    queryset = Post.objects.none()
    noun = "post"
    serializer_class = PostSerializer

    def get_queryset(self) -> QuerySet[Post]:
        seen = Post.objects.visible_to(self.actor).filter(claim_id=self.parent_id)
        shown: QuerySet[Post] = seen.with_people()
        return shown

    @extend_schema(
        summary="Say something about the claim",
        description="By somebody with a place in the round it is blind: the others read it once "
        "the judgements are open to them.",
        request=NewPostSerializer,
        responses={201: PostSerializer},
    )
    @idempotent
    def create(self, request: Request, claim_id: int) -> Response:
        said = self.parse(NewPostSerializer, request)
        post = post_to_discussion(actor=self.actor, claim=Claim(pk=claim_id), **said)
        return self.respond(self.get_queryset().get(pk=post.pk), status=status.HTTP_201_CREATED)


class PostActs(ClaimsViewSet[Post]):
    queryset = Post.objects.none()
    noun = "post"
    serializer_class = PostSerializer

    def get_queryset(self) -> QuerySet[Post]:
        shown: QuerySet[Post] = Post.objects.visible_to(self.actor).with_people()
        return shown

    @extend_schema(
        summary="Withdraw a post: your own, or as editor any",
        request=ReasonSerializer,
        responses=PostSerializer,
    )
    def withdraw(self, request: Request, pk: int) -> Response:
        body = self.parse(ReasonSerializer, request)
        post = withdraw_post(actor=self.actor, post=Post(pk=pk), **body)
        return self.respond(self.get_queryset().get(pk=post.pk))
