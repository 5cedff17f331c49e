"""Who asked for what is done later, by number, so that it can be asked again then whether they may."""

from __future__ import annotations

import asyncio
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, close_old_connections

from studio.people.models import Token
from studio.people.roles import NONE, Action, Rights, allowed

DATABASE_S = 1.0


def owner_of(who: Any) -> str:
    """A user or a token, as it is kept: `user-7`, `token-3`."""
    return f"{'token' if isinstance(who, Token) else 'user'}-{who.pk}"


def rights_still(owner: str, show_id: str) -> Rights:
    """What they may do now; who is gone may nothing. May block; raises DatabaseError."""
    close_old_connections()
    kind, _, number = owner.partition("-")
    if not number.isdecimal():
        return NONE
    found: Any = Token.objects.good().select_related("giver") if kind == "token" else get_user_model().objects.all()
    who = found.filter(pk=int(number)).first()
    return frozenset(right for right in Action if who is not None and allowed(who, show_id, right))


async def ask_rights(owner: str, show_id: str) -> Rights | None:
    """The same, on a thread of its own; None where the database does not say it within a second."""
    try:
        async with asyncio.timeout(DATABASE_S):
            return await asyncio.to_thread(rights_still, owner, show_id)
    except (TimeoutError, DatabaseError):
        return None
