"""What the person at a WebSocket may do, asked again every second so that a lost role or a logout takes effect."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user

from studio.people.models import Token
from studio.people.names import shown_name
from studio.people.roles import allowed, role_in
from studio.shows.models import Show

AGAIN_S = 1.0
TRUSTED_S = 60.0  # how long an answer counts when the database has fallen silent


@dataclass(frozen=True, slots=True)
class Grant:
    """A verdict, and when it was given (monotonic, seconds)."""

    known: bool  # signed in
    view: bool
    edit: bool
    operate: bool
    name: str
    role: str
    exists: bool  # the show does
    at: float

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.at < TRUSTED_S


def grant_of(scope: dict[str, Any], show_id: str) -> Grant:
    """Ask the database anew who this is and what they may do. May block; raises DatabaseError."""
    who = who_is(scope)
    known = bool(getattr(who, "is_authenticated", False))
    return Grant(
        known=known,
        view=allowed(who, show_id, "view"),
        edit=allowed(who, show_id, "edit"),
        operate=allowed(who, show_id, "operate"),
        name=shown_name(who) if known else "",
        role=str(role_in(who, show_id)) if known else "",
        exists=Show.objects.filter(pk=show_id).exists(),
        at=time.monotonic(),
    )


def who_is(scope: dict[str, Any]) -> Any:
    """The user or token of a scope as it stands now, not as it stood when the socket was opened."""
    who = scope.get("user")
    if isinstance(who, Token):
        return Token.objects.good().select_related("giver").filter(pk=who.pk).first()
    session = scope.get("session")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return get_user(SimpleNamespace(session=store(getattr(session, "session_key", None))))  # type: ignore[arg-type]
