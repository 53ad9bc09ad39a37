"""POST tokens/ and DELETE tokens/current/."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.tokens import create_token, revoke_token
from api.exceptions import Conflict, Unauthenticated
from api.fields import Strict, Text
from api.throttling import LoginThrottle
from api.views import Parsed


class CredentialsSerializer(Strict):
    """Who asks for a token."""

    username = Text(max_length=150)
    password = Text(max_length=1000, trim_whitespace=False, write_only=True)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, for `Authorization: Bearer <token>`. It is shown this once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class TokensView(Parsed, APIView):
    """Username and password against a token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (LoginThrottle,)

    @extend_schema(
        summary="Sign in", request=CredentialsSerializer, responses={201: TokenSerializer}
    )
    def post(self, request: Request) -> Response:
        data = self.parse(CredentialsSerializer, request)
        user = authenticate(request._request, **data)
        if not isinstance(user, User):
            raise Unauthenticated(_("Wrong username or password."), code="authentication_failed")
        token, expires_at = create_token(user=user)
        answer = TokenSerializer({"token": token, "expires_at": expires_at})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class CurrentTokenView(APIView):
    """The token that the request is sent with."""

    @extend_schema(summary="Sign out", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        if request.auth is None:
            raise Conflict(_("This request was not sent with a token."), code="no_token")
        assert isinstance(request.user, User)
        revoke_token(user=request.user, token=request.auth)
        return Response(status=status.HTTP_204_NO_CONTENT)
