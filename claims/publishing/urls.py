"""The public pages of published checks."""

from django.urls import path

from claims.publishing import views

app_name = "publishing"
urlpatterns = [path("checks/<int:claim_id>/", views.check, name="check")]
