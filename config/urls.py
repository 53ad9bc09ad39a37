"""Where each part of the site is. Routes under /api/v1/ are flat: each app names its own."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from api.methods import read_only

api_v1: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("", include("accounts.urls")),
    path("", include("transcripts.urls")),
    path("", include("claims.urls")),
    path("", include("notify.urls")),
]
urlpatterns = [
    path("", read_only(RedirectView.as_view(pattern_name="admin:index")), name="home"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api_v1)),
    path("api/v2/score/", include("claims.scoring.claimbuster.urls")),
    path("health/", include("api.health")),
    path("", include("claims.publishing.urls")),
    path("", include("claims.archive.google.urls")),
]
handler400 = "api.problems.bad_request"
handler403 = "api.problems.permission_denied"
handler404 = "api.problems.not_found"
handler500 = "api.problems.server_error"
