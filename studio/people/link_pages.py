"""What every page that a link opens without an account has: limits, and an address that is told to nobody."""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from studio.air.browser.flow import Allowance
from studio.people.guessing import address_of

KEYS_MOST = 1000


class Allowances:
    """So many requests a second, and at once, for each key."""

    def __init__(self, per_s: float, at_once: float) -> None:
        self.per_s, self.at_once = per_s, at_once
        self._all: dict[Hashable, Allowance] = {}

    def take(self, key: Hashable) -> bool:
        """Whether one more is within the allowance of this key."""
        now = time.monotonic()
        if len(self._all) > KEYS_MOST:
            self._all.clear()
        return self._all.setdefault(key, Allowance(now, self.per_s, self.at_once)).take(now)

    def clear(self) -> None:
        self._all.clear()


uses = Allowances(20.0, 120.0)  # of one link: faster than any hand
guesses = Allowances(0.2, 20.0)  # from one address, of texts that nobody signed


def held_up(request: HttpRequest, row: Any) -> HttpResponse | None:
    """The answer for whom has to wait, or None. Raises Http404 for what is no link (`row` is None)."""
    if row is None and guesses.take(address_of(request)):
        raise Http404
    return None if row is not None and within_allowance(row) else slower()


def within_allowance(row: Any) -> bool:
    """Whether a link is not used faster than any hand."""
    return uses.take((type(row), row.pk))


def slower() -> HttpResponse:
    words = gettext("Too many requests.")
    return HttpResponse(words, status=429, headers={"Retry-After": "5"}, content_type="text/plain; charset=utf-8")


def kept_secret(response: HttpResponse) -> HttpResponse:
    """An address that is a secret is told to no other site, and kept by no cache."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
