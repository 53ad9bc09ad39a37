"""Routes as Google's clients ask for them, at the root of the site."""

from django.urls import path

from claims.archive.google import views

urlpatterns = [
    path("$discovery/rest", views.discovery, name="google-discovery"),
    path("v1alpha1/claims:search", views.ClaimsSearch.as_view(), name="google-search"),
    path("v1alpha1/claims:imageSearch", views.ImageSearch.as_view(), name="google-images"),
    path("v1alpha1/pages", views.Pages.as_view(), name="google-pages"),
    path("v1alpha1/pages/<str:name>", views.Page.as_view(), name="google-page"),
]
