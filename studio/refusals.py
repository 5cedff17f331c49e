"""What Django says when it finds no view, or a view fails: a problem for programs, a page for people."""

from __future__ import annotations

import json

from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.views import defaults

from studio.middleware import Middleware
from studio.problem import PROBLEM, is_for_programs, problem_response, problem_value

WORDS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be understood."),
    401: ("not_authenticated", "Sign in, or send a token."),
    403: ("forbidden", "Your role does not allow this."),
    404: ("not_found", "There is no such thing here."),
    405: ("method_not_allowed", "This address does not answer to this method; Allow names those it does."),
    413: ("too_large", "The request's body is larger than is taken here."),
    415: ("unsupported_media_type", "The request's body is of a type that is not taken here."),
    500: ("server_error", "Something went wrong on the server. The request_id finds it in the server's log."),
    503: ("unavailable", "The server cannot answer just now; try again in a few seconds."),
}


def words_for(status: int) -> tuple[str, str]:
    """The code and the sentence of an error that nobody has said more about."""
    return WORDS.get(status) or (WORDS[500] if status >= 500 else ("refused", "The request was refused."))


def why_bad(error: Exception | None) -> tuple[int, str, str]:
    """Status, code and sentence for a request that was refused before a view saw it, or while its body was read."""
    match error:
        case DisallowedHost():
            return 400, "bad_host", "This server does not answer to the name in the Host header; see TALLY_HOSTS."
        case RequestDataTooBig():
            return 413, *WORDS[413]
        case MultiPartParserError():
            return 400, "bad_multipart", f"The multipart form cannot be read: {error}"
        case TooManyFieldsSent() | TooManyFilesSent():
            return 400, "too_many_fields", "The form has more fields or files than are taken here."
    return 400, *WORDS[400]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    status, code, text = why_bad(exception)
    if is_for_programs(request):
        return problem_response(status, code, text)
    page = defaults.bad_request(request, exception)
    page.status_code = status
    return page


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _said(request, 403) or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _said(request, 404) or defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponseBase:
    return _said(request, 500) or defaults.server_error(request)


def _said(request: HttpRequest, status: int) -> HttpResponse | None:
    return problem_response(status, *words_for(status)) if is_for_programs(request) else None


class no_nulls(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """Nothing has an address with a null character: PostgreSQL takes no such text, and what asks for it would fail."""

    def before(self, request: HttpRequest) -> None:
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a null character in the address")


class problems_only(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """The API's last word: an error that is no problem yet, whoever made it, becomes one."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_one = response.headers.get("Content-Type", "").startswith(PROBLEM)
        refused = response.status_code >= 400 and is_for_programs(request)
        if refused and not is_one and isinstance(response, HttpResponse):
            become_problem(response)
        return response


def become_problem(response: HttpResponse) -> None:
    """Say the same in a problem's words; the headers stay."""
    value = problem_value(response.status_code, *words_for(response.status_code))
    response.content = json.dumps(value).encode()
    response.headers["Content-Type"] = PROBLEM
    response.headers["Content-Length"] = str(len(response.content))
