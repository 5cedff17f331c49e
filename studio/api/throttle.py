"""So many requests a minute for each user, token or, unknown, address."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class ByWho(SimpleRateThrottle):
    scope = "who"

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = request.user
        name = f"{type(who).__name__}-{who.pk}" if who and who.is_authenticated else self.get_ident(request)
        return f"throttle-{self.scope}-{name}"
