"""One address for each thing of the API: a slash at its end is taken off rather than refused."""

from __future__ import annotations

from django.http import HttpRequest

from studio.middleware import Middleware


class without_trailing_slash(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    def before(self, request: HttpRequest) -> None:
        if request.path_info.startswith("/api/v1/"):
            request.path_info = request.path_info.rstrip("/")
