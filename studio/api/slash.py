"""One address for each thing of the API: a slash at its end is taken off rather than refused."""

from __future__ import annotations

from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest


class without_trailing_slash:  # noqa: N801 - used as a function in MIDDLEWARE
    sync_capable = async_capable = True

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith("/api/v1/"):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)
