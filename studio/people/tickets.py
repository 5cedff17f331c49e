"""Tickets to the event socket, for pages and machines that should not hold a token: good once, and soon."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from studio.people.models import SocketTicket, Token
from studio.people.secrets import sha256

LIFE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose rights a ticket carries: a token's, or those of whoever is signed in under a session's key."""

    token: Token | None
    session: str


def give(who: Any, session: str, show_id: str) -> tuple[SocketTicket, str]:
    """A ticket for `who` (a user with the key of their session, or a token), and its text, which is not kept."""
    text = f"tkt_{secrets.token_urlsafe(32)}"
    holder = {"token": who} if isinstance(who, Token) else {"session": session}
    row = SocketTicket.objects.create(show_id=show_id, hash=sha256(text), expires=timezone.now() + LIFE, **holder)
    return row, text


def use(text: str, show_id: str) -> Holder | None:
    """Consume a ticket: only the first of two callers gets what it carries. None where it is not good, or not here."""
    row = SocketTicket.objects.select_related("token__giver").filter(hash=sha256(text), show=show_id).first()
    if row is None or not SocketTicket.objects.filter(pk=row.pk).delete()[0] or row.expires <= timezone.now():
        return None
    return Holder(row.token, row.session)
