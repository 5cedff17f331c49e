"""Every address the studio answers on."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from studio.statics.views import static_file

urlpatterns = [
    path("static/<str:digest>/<path:path>", static_file, name="static_file"),
    path("", include("studio.people.urls")),
    path("", include("studio.api.urls")),
]
for part in ("studio.media", "studio.console"):
    if find_spec(part) and find_spec(f"{part}.urls"):
        urlpatterns.append(path("", include(f"{part}.urls")))

handler404 = "studio.security.not_found"
