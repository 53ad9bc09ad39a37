"""Endpoints and what was delivered to them."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Nothing
from api.idempotency import idempotent, located
from api.preconditions import conditional, expected_version, set_etag
from api.views import ModelT
from notify.api.permissions import ROLES
from notify.api.serializers import webhooks as serializers
from notify.models import Delivery, DeliveryStatus, Endpoint
from notify.webhooks import services
from transcripts.api.base import ApiViewSet


class NotifyViewSet(ApiViewSet[ModelT]):
    """Any route of this app."""

    roles = ROLES


@extend_schema_view(
    list=extend_schema(summary="Your endpoints, newest first; to administrators everybody's"),
    retrieve=extend_schema(summary="An endpoint and how it fares"),
)
class EndpointViewSet(NotifyViewSet[Endpoint]):
    queryset = Endpoint.objects.none()
    noun = "webhook"
    versioned: ClassVar[bool] = True
    serializer_class = serializers.EndpointSerializer

    def get_queryset(self) -> QuerySet[Endpoint]:
        shown: QuerySet[Endpoint] = Endpoint.objects.visible_to(self.actor).shown()
        return shown

    def shown(self, pk: int) -> Response:
        return self.respond(self.get_queryset().get(pk=pk))

    def with_secret(self, made: services.WithSecret, code: int) -> Response:
        """Nobody keeps this answer: the secret stands in it, so no Idempotency-Key is read."""
        endpoint = self.get_queryset().get(pk=made.endpoint.pk)
        context = {**self.get_serializer_context(), "secret": made.secret}
        body = serializers.EndpointSecretSerializer(endpoint, context=context).data
        response = Response(body, status=code)
        set_etag(response, endpoint)
        return response

    @extend_schema(
        summary="Make an endpoint, told of what happens from now on",
        description="The secret is in this answer and in no other. If the answer is lost, rotate.",
        request=serializers.NewEndpointSerializer,
        responses={201: serializers.EndpointSecretSerializer},
    )
    @located
    def create(self, request: Request) -> Response:
        wanted = self.parse(serializers.NewEndpointSerializer, request)
        made = services.create_endpoint(actor=self.actor, **wanted)
        response = self.with_secret(made, status.HTTP_201_CREATED)
        response["Location"] = reverse("webhook-detail", args=[made.endpoint.pk])
        return response

    @extend_schema(
        summary="Change address, description or kinds",
        request=serializers.EndpointPatchSerializer,
        responses=serializers.EndpointSerializer,
    )
    @conditional
    def partial_update(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Endpoint, pk)
        changes = self.parse(serializers.EndpointPatchSerializer, request)
        services.edit_endpoint(
            actor=self.actor, endpoint_id=pk, expected_version=version, changes=changes
        )
        return self.shown(pk)

    @extend_schema(summary="Delete, with its deliveries", request=None, responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_endpoint(actor=self.actor, endpoint_id=pk, expected_version=None)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="A new secret; the old one signs too for a time of grace",
        description="The secret is in this answer and in no other.",
        request=serializers.RotateSerializer,
        responses=serializers.EndpointSecretSerializer,
    )
    @conditional
    def rotate(self, request: Request, pk: int) -> Response:
        version = expected_version(request, Endpoint, pk)
        wanted = self.parse(serializers.RotateSerializer, request)
        made = services.rotate_secret(
            actor=self.actor, endpoint_id=pk, expected_version=version, **wanted
        )
        return self.with_secret(made, status.HTTP_200_OK)

    @extend_schema(
        summary="Send nothing for now; what happens meanwhile waits",
        request=Nothing,
        responses=serializers.EndpointSerializer,
    )
    @conditional
    def pause(self, request: Request, pk: int) -> Response:
        return self._act(services.pause_endpoint, request, pk)

    @extend_schema(
        summary="Send again, what waited first",
        request=Nothing,
        responses=serializers.EndpointSerializer,
    )
    @conditional
    def resume(self, request: Request, pk: int) -> Response:
        return self._act(services.resume_endpoint, request, pk)

    def _act(self, service: Any, request: Request, pk: int) -> Response:
        version = expected_version(request, Endpoint, pk)
        self.parse(Nothing, request)
        service(actor=self.actor, endpoint_id=pk, expected_version=version)
        return self.shown(pk)

    @extend_schema(
        summary="Send a test message",
        request=Nothing,
        responses={202: serializers.DeliverySerializer},
    )
    @idempotent
    @located
    def ping(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return accepted(services.ping(actor=self.actor, endpoint_id=pk))


def accepted(delivery: Delivery) -> Response:
    return Response(
        serializers.DeliverySerializer(delivery).data,
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": reverse("delivery-detail", args=[delivery.pk])},
    )


class DeliveryFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=DeliveryStatus.choices)
    kind = filters.ChoiceFilter(choices=serializers.KINDS)

    class Meta:
        model = Delivery
        fields: list[str] = []


@extend_schema_view(list=extend_schema(summary="What was sent to the endpoint, newest first"))
class EndpointDeliveryViewSet(NotifyViewSet[Delivery]):
    """Deliveries under their endpoint."""

    queryset = Delivery.objects.none()
    noun = "delivery"
    scope_kwarg = "webhook_id"
    serializer_class = serializers.DeliverySerializer
    filterset_class = DeliveryFilter

    def scope(self) -> QuerySet[Endpoint]:
        visible: QuerySet[Endpoint] = Endpoint.objects.visible_to(self.actor)
        return visible

    def get_queryset(self) -> QuerySet[Delivery]:
        of: QuerySet[Delivery] = Delivery.objects.visible_to(self.actor)
        return of.filter(endpoint=self.parent_id).prefetch_related("attempts")


@extend_schema_view(retrieve=extend_schema(summary="A delivery with all its attempts"))
class DeliveryViewSet(NotifyViewSet[Delivery]):
    queryset = Delivery.objects.none()
    noun = "delivery"
    serializer_class = serializers.DeliverySerializer

    def get_queryset(self) -> QuerySet[Delivery]:
        of: QuerySet[Delivery] = Delivery.objects.visible_to(self.actor)
        return of.prefetch_related("attempts")

    @extend_schema(
        summary="Send it once more, under the same webhook-id",
        request=Nothing,
        responses={202: serializers.DeliverySerializer},
    )
    @idempotent
    @located
    def replay(self, request: Request, pk: int) -> Response:
        self.parse(Nothing, request)
        return accepted(services.replay(actor=self.actor, delivery_id=pk))
