"""Where somebody speaks from, past the proxies that the operator runs (TALLY_PROXIES)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

FORWARDED = b"x-forwarded-for"


def of_request(request: HttpRequest) -> str:
    """The network address that a request comes from."""
    return past_proxies(request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR", ""))


def of_socket(scope: dict[str, Any]) -> str:
    """The same of a WebSocket."""
    host = (scope.get("client") or ("",))[0]
    return past_proxies(str(host or ""), _header(scope.get("headers", ())))


def past_proxies(remote: str, forwarded: str) -> str:
    """Each of our proxies adds whom it heard to the end of the list; what is before those anybody may have written."""
    proxies: int = settings.REST_FRAMEWORK["NUM_PROXIES"]  # type: ignore[assignment]
    told = [one.strip() for one in forwarded.split(",") if one.strip()]
    return told[-min(proxies, len(told))] if proxies and told else remote


def _header(headers: Iterable[tuple[bytes, bytes]]) -> str:
    return ",".join(value.decode("latin-1") for name, value in headers if name.lower() == FORWARDED)
