"""Routes of webhooks and saved searches, under /api/v1/."""

from django.urls import path

from notify.api.views import searches, webhooks

_WEBHOOK = "webhooks/<int:pk>/"

urlpatterns = [
    path(
        "webhooks/",
        webhooks.EndpointViewSet.as_view({"get": "list", "post": "create"}),
        name="webhook-list",
    ),
    path(
        _WEBHOOK,
        webhooks.EndpointViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
        name="webhook-detail",
    ),
    *(
        path(
            f"{_WEBHOOK}{act}/",
            webhooks.EndpointViewSet.as_view({"post": act}),
            name=f"webhook-{act}",
        )
        for act in ("rotate", "pause", "resume", "ping")
    ),
    path(
        "webhooks/<int:webhook_id>/deliveries/",
        webhooks.EndpointDeliveryViewSet.as_view({"get": "list"}),
        name="webhook-deliveries",
    ),
    path(
        "deliveries/<int:pk>/",
        webhooks.DeliveryViewSet.as_view({"get": "retrieve"}),
        name="delivery-detail",
    ),
    path(
        "deliveries/<int:pk>/replay/",
        webhooks.DeliveryViewSet.as_view({"post": "replay"}),
        name="delivery-replay",
    ),
    path(
        "searches/",
        searches.SavedSearchViewSet.as_view({"get": "list", "post": "create"}),
        name="search-list",
    ),
    path(
        "searches/<int:pk>/",
        searches.SavedSearchViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
        name="search-detail",
    ),
    path(
        "searches/<int:search_id>/matches/",
        searches.SearchMatchViewSet.as_view({"get": "list"}),
        name="search-matches",
    ),
]
