"""API tokens as people and programs give them to other programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from studio.errors import Refused
from studio.people import audit, giving
from studio.people.models import Token
from studio.people.roles import Action, allowed, may_give, shows_managed
from studio.people.secrets import make_token
from studio.shows.models import Show


def give(by: Any, name: str, role: str, show: Show | None, expires: datetime | None) -> tuple[Token, str]:
    """A token, and its text, shown this once. Raises Refused where it would open more than `by` may do."""
    if by is not None and not may_give(by, show, role):
        words = gettext("You may not give the role %(role)s in %(show)s: it is more than you have.")
        values = {"role": role, "show": show.name if show else gettext("all shows")}
        raise Refused("too_much", words % values, status=403)
    if isinstance(by, Token) and by.expires:
        expires = min(expires or by.expires, by.expires)
    row, text = make_token(name, role, show, expires, **giving.by(by))
    where = "this show" if show else "all shows"
    audit.note(by, f"made the token {name} ({role} of {where})", show.pk if show else None)
    return row, text


def seen_by(who: Any) -> QuerySet[Token]:
    """The tokens `who` may list and end: their own, those of shows they manage, all for who manages the studio."""
    rows: QuerySet[Token] = Token.objects.select_related("show", "giver").filter(revoked__isnull=True)
    rows = rows.filter(obs_password__isnull=True)  # those are listed as what they are
    if allowed(who, None, Action.MANAGE):
        return rows
    own = Q(giver_token=who) if isinstance(who, Token) else Q(giver=who)
    return rows.filter(own | Q(show__in=[show.pk for show in shows_managed(who)]))


def end(by: Any, token: Token) -> None:
    giving.revoke(token)
    audit.note(by, f"ended the token {token.name}", token.show_id)
