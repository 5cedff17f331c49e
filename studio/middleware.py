"""What our middlewares share: one class serves synchronous and asynchronous views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], Any]


class Middleware:
    """Looks at a request on its way in (`before`) and at its answer on the way out (`after`)."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        self.before(request)
        if iscoroutinefunction(self.get_response):
            return self._later(request)
        return self.after(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        return self.after(request, await self.get_response(request))

    def before(self, request: HttpRequest) -> None:
        """Nothing, unless a middleware says otherwise."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer that goes out."""
        return response
