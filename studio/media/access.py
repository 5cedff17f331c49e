"""Who may watch a programme: everybody who has its address, or, if it is private, who has a key or is a member."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from django.http import HttpRequest

from studio.media import keys
from studio.media.keys import is_key
from studio.people.roles import Action, allowed
from studio.people.secrets import token_of
from studio.shows.models import Show

COOKIE = "tally_watch"
REMEMBER_S = 2.0
_known: dict[str, tuple[float, bool | None]] = {}  # show id → when to ask again, private or None where there is none


def is_private(show_id: str) -> bool | None:
    """Whether a show is private; None where there is no such show. Viewers outlast a database that is away."""
    if is_fresh(show_id):
        return _known[show_id][1]
    try:
        private = Show.objects.filter(pk=show_id).values_list("private", flat=True).first()
    except DatabaseError:
        if show_id not in _known:
            raise
        private = _known[show_id][1]
    if len(_known) > 1000:
        _known.clear()  # whoever tries addresses out must not fill the memory
    _known[show_id] = (time.monotonic() + REMEMBER_S, private)
    return private


def is_fresh(show_id: str) -> bool:
    """Whether `is_private` can tell without asking the database."""
    return time.monotonic() < _known.get(show_id, (0.0, None))[0]


def who_asks(request: HttpRequest) -> Any:
    """The signed-in user or the API token of a request."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token_of(text.strip())
    return getattr(request, "user", None)


def may_view(request: HttpRequest, show_id: str) -> bool:
    """Whether a member, or a token, may see a show."""
    return allowed(who_asks(request), show_id, Action.VIEW)


def has_key(request: HttpRequest, show_id: str) -> bool:
    """Whether the request brings a good key, in the address or in the cookie that the playlist set."""
    return any(is_key(show_id, key) for key in (request.GET.get("key"), request.COOKIES.get(COOKIE)) if key)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a programme is private, and whether this request may have it."""

    private: bool
    may: bool


def verdict(request: HttpRequest, show_id: str) -> Verdict | None:
    """None where there is no such show."""
    private = is_private(show_id)
    if private is None:
        return None
    return Verdict(private, not private or has_key(request, show_id) or may_view(request, show_id))


async def averdict(request: HttpRequest, show_id: str) -> Verdict | None:
    """The same for asynchronous views; most of a public programme's viewers cost no thread."""
    if is_fresh(show_id) and is_private(show_id) is False:
        return Verdict(private=False, may=True)
    return await sync_to_async(verdict)(request, show_id)


def forget_known() -> None:
    """Ask the database again at once."""
    _known.clear()
    keys.forget_known()


amay_view = sync_to_async(may_view)
