"""Routes of transcripts, runs and speakers, under /api/v1/."""

from django.urls import path

from transcripts.api import views

urlpatterns = [
    path(
        "transcripts/",
        views.TranscriptViewSet.as_view({"get": "list", "post": "create"}),
        name="transcript-list",
    ),
    path(
        "transcripts/<int:pk>/",
        views.TranscriptViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="transcript-detail",
    ),
    path(
        "transcripts/<int:pk>/withdraw/",
        views.TranscriptViewSet.as_view({"post": "withdraw"}),
        name="transcript-withdraw",
    ),
    path(
        "transcripts/<int:transcript_id>/segments/",
        views.SegmentViewSet.as_view({"get": "list"}),
        name="transcript-segments",
    ),
    path(
        "transcripts/<int:transcript_id>/runs/",
        views.TranscriptRunViewSet.as_view({"post": "create"}),
        name="transcript-runs",
    ),
    path("runs/", views.RunViewSet.as_view({"get": "list"}), name="run-list"),
    path("runs/<int:pk>/", views.RunViewSet.as_view({"get": "retrieve"}), name="run-detail"),
    path("runs/<int:pk>/cancel/", views.RunViewSet.as_view({"post": "cancel"}), name="run-cancel"),
    path("runs/<int:pk>/replay/", views.RunViewSet.as_view({"post": "replay"}), name="run-replay"),
    path("speakers/", views.SpeakerViewSet.as_view({"get": "list"}), name="speaker-list"),
]
