"""Which language a page speaks, and its texts for the scripts on it.

What a person chose stays in a cookie; who never chose reads what their browser asks for, where there is a catalogue
of it, else English. The API speaks English: it is read by programs.
"""

from __future__ import annotations

from collections.abc import Awaitable

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.i18n import JavaScriptCatalog

from studio.middleware import Middleware
from studio.problem import is_for_programs

CATALOGUE = JavaScriptCatalog.as_view()
A_YEAR = "public, max-age=31536000, immutable"


class readers_language(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """Answer in the reader's language, and leave the process as it was."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if iscoroutinefunction(self.get_response):
            return self._spoken_later(request)
        with translation.override(language_of(request)):
            return self.after(request, self.get_response(request))

    async def _spoken_later(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            return self.after(request, await self.get_response(request))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A page says which language it is in, and what that hung on."""
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def language_of(request: HttpRequest) -> str:
    """What this answer is to be written in."""
    return "en" if is_for_programs(request) else translation.get_language_from_request(request)


def texts(request: HttpRequest, language: str) -> HttpResponseBase:
    """What scripts say in a language: Django's catalogue for `gettext` in the browser (static/i18n.js).

    Pages ask with the digest of the catalogues, and browsers keep that answer.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        response: HttpResponseBase = CATALOGUE(request)
    of_now = request.GET.get("of") == settings.TEXTS_DIGEST
    response.headers["Cache-Control"] = A_YEAR if of_now else "no-cache"
    return response
