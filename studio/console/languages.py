"""Which language a page speaks, and its texts for the scripts on it.

Only pages whose texts all go through gettext speak the reader's language; a page that is half of it in another one
would be worse than one in English. The API speaks English: it is read by programs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

View = Callable[..., HttpResponse]
CATALOGUE = JavaScriptCatalog.as_view()


def in_readers_language(view: View) -> View:
    """Answer in the language that the browser asks for, where there is a catalogue of it; else in English."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return spoken


@never_cache
def texts(request: HttpRequest, language: str) -> HttpResponseBase:
    """What scripts say in a language: Django's catalogue for `gettext` in the browser (static/i18n.js)."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return CATALOGUE(request)
