"""Views that use every part of the plumbing, over users and nothing of the domain."""

from django.contrib import admin
from django.urls import include, path
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from accounts.models import User
from api.exceptions import Conflict, InvalidInput, WrongState
from api.idempotency import idempotent
from api.preconditions import conditional
from api.views import ReadOnlyViewSet

CALLS: list[str] = []


class ItemSerializer(serializers.Serializer):
    name = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField(max_length=3), required=False)


class BodySerializer(serializers.Serializer):
    items = ItemSerializer(many=True)

    def validate(self, attrs):
        if len(attrs["items"]) > 2:
            raise serializers.ValidationError("Too many.", code="crowd")
        return attrs


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ("id", "username", "first_name")


class UserViewSet(ReadOnlyViewSet[User]):
    queryset = User.objects.all()
    serializer_class = UserSerializer
    filter_backends = ()
    versioned = True

    def get_keyset(self):
        return tuple(self.request.query_params.get("order", "first_name,id").split(","))

    def get_object(self):
        user = super().get_object()
        user.version = 5
        return user

    @conditional
    @action(detail=True, methods=["post"])
    def act(self, request, pk=None):
        user = self.get_object()
        return Response({"expected": self.expected_version(request, user)})

    def get_queryset(self):
        name = self.request.query_params.get("name")
        return User.objects.filter(username__startswith=name) if name else User.objects.all()


class EffectView(APIView):
    parser_classes = (JSONParser, MultiPartParser)

    @idempotent
    def post(self, request):
        CALLS.append("post")
        what = request.data.get("what", "")
        User.objects.create(username=f"made-{len(CALLS)}")
        if what == "bad":
            raise InvalidInput("No.", pointer="/what")
        if what == "state":
            raise WrongState("Not now.", allowed_actions=["take"])
        if what == "crash":
            raise RuntimeError("boom")
        if what == "draft":
            error = Conflict("Kept as a draft.")
            error.keeps_effects = True
            raise error
        return Response({"n": len(CALLS)}, status=201, headers={"ETag": '"x"', "Location": "/x"})


class ProblemView(APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request):
        BodySerializer(data=request.data).is_valid(raise_exception=True)
        return Response({})

    def get(self, request):
        raise {"parse": ParseError(), "state": WrongState(allowed_actions=["take", "rate"])}[
            request.query_params["raise"]
        ]


router = SimpleRouter()
router.register("users", UserViewSet, basename="users")
urlpatterns = [
    path("api/v1/", include(router.urls)),
    path("api/v1/effect/", EffectView.as_view()),
    path("api/v1/problem/", ProblemView.as_view()),
    path("api/v1/", include("accounts.urls")),
    path("health/", include("api.health")),
    path("admin/", admin.site.urls),  # pages of errors lead to the desk
]
handler400 = "api.problems.bad_request"
handler404 = "api.problems.not_found"
handler500 = "api.problems.server_error"
