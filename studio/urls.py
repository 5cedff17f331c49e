"""Every address the studio answers on."""

from __future__ import annotations

from django.urls import include, path

from studio.statics.views import static_file

urlpatterns = [
    path("static/<str:digest>/<path:path>", static_file, name="static_file"),
    path("", include("studio.people.urls")),
    path("", include("studio.api.urls")),
    path("", include("studio.media.urls")),
    path("", include("studio.presenting.urls")),
    path("", include("studio.views.urls")),
    path("", include("studio.console.urls")),
]

handler400 = "studio.refusals.bad_request"
handler403 = "studio.refusals.forbidden"
handler404 = "studio.refusals.not_found"
handler500 = "studio.refusals.failed"
