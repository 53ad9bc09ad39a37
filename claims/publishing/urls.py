"""The public pages of published checks, and their feeds."""

from django.urls import path

from claims.publishing import views
from claims.publishing.feeds import views as feeds
from claims.publishing.receipts import views as receipts

app_name = "publishing"
urlpatterns = [
    path("checks/", views.index, name="index"),
    path("checks/feed.atom", feeds.as_atom, name="atom"),
    path("checks/feed.json", feeds.as_json_feed, name="json-feed"),
    path("checks/datafeed.json", feeds.as_data_feed, name="data-feed"),
    path("checks/<int:claim_id>/", views.check, name="check"),
    path("checks/<int:claim_id>/receipt.json", receipts.receipt, name="receipt"),
    path(".well-known/onrecord-keys.json", receipts.keys, name="receipt-keys"),
]
