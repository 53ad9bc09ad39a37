"""Routes as ClaimBuster's clients ask for them, under /api/v2/score/."""

from django.urls import path

from claims.scoring.claimbuster import views

urlpatterns = [
    path("text/", views.ScoreText.as_view(), name="claimbuster-text"),
    path("text/sentences/", views.ScoreSentences.as_view(), name="claimbuster-sentences"),
]
