"""Routes of accounts, relative to /api/v1/."""

from django.urls import path

from accounts.views import CurrentTokenView, TokensView

urlpatterns = [
    path("tokens/", TokensView.as_view(), name="tokens"),
    path("tokens/current/", CurrentTokenView.as_view(), name="tokens-current"),
]
