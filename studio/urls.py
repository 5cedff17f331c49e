"""Every address the studio answers on."""

from __future__ import annotations

from django.urls import include, path

from studio.statics.views import static_file

urlpatterns = [
    path("static/<str:digest>/<path:path>", static_file, name="static_file"),
    path("", include("studio.people.urls")),
    path("", include("studio.api.urls")),
    path("", include("studio.media.urls")),
    path("", include("studio.console.urls")),
]

handler404 = "studio.security.not_found"
