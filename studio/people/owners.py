"""Who asked for what is done later, by number, so that it can be asked again then whether they may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, close_old_connections

from studio.people.models import Token
from studio.people.roles import Action, allowed

DATABASE_S = 1.0


def owner_of(who: Any) -> str:
    """A user or a token, as it is kept: `user-7`, `token-3`."""
    return f"{'token' if isinstance(who, Token) else 'user'}-{who.pk}"


def may_still(owner: str, show_id: str, rights: Iterable[Action]) -> bool:
    """Whether they may do all of this now; who is gone may nothing. May block; raises DatabaseError."""
    close_old_connections()
    kind, _, number = owner.partition("-")
    if not number.isdecimal():
        return False
    found: Any = Token.objects.good().select_related("giver") if kind == "token" else get_user_model().objects.all()
    who = found.filter(pk=int(number)).first()
    return who is not None and all(allowed(who, show_id, right) for right in rights)


async def ask_still(owner: str, show_id: str, rights: Iterable[Action]) -> bool | None:
    """The same, on a thread of its own; None where the database does not say it within a second."""
    try:
        async with asyncio.timeout(DATABASE_S):
            return await asyncio.to_thread(may_still, owner, show_id, rights)
    except (TimeoutError, DatabaseError):
        return None
