"""Every request is counted and timed, by what kind of address it was for: few kinds, so few series."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram

from studio.middleware import Middleware

KINDS = {
    "api/": "api",
    "hls/": "hls",
    "watch/": "watch",
    "recordings/": "files",
    "library/": "files",
    "static/": "static",
    "healthz": "health",
    "readyz": "health",
    "metrics": "metrics",
}
PAGES, STRANGE = "pages", "unknown"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
BEGAN = "tally.began"  # of a request's META

REQUESTS = CollectorRegistry()
answered = Counter(
    "tally_http_requests", "Requests answered", ("kind", "method", "status"), registry=REQUESTS
)  # fmt: skip
took = Histogram(
    "tally_http_request_duration_seconds", "Until an answer begins", ("kind",), buckets=BUCKETS, registry=REQUESTS
)


class measured(Middleware):  # noqa: N801 - used as a function in MIDDLEWARE
    """Counts what passes. The build's static files do not pass: they are answered before Django."""

    def before(self, request: HttpRequest) -> None:
        request.META[BEGAN] = time.perf_counter()

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = kind_of(request)
        method = request.method if request.method in METHODS else "other"
        answered.labels(kind, method, str(response.status_code)).inc()
        took.labels(kind).observe(time.perf_counter() - request.META[BEGAN])
        return response


def kind_of(request: HttpRequest) -> str:
    """By the pattern that the address matched, never by the address: strangers make those up."""
    match = request.resolver_match
    if match is None:
        return STRANGE
    return next((kind for begins, kind in KINDS.items() if match.route.startswith(begins)), PAGES)
