"""API tokens as people and programs give them to other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from studio.errors import FieldError, Invalid, Refused
from studio.people import audit, giving
from studio.people.models import Token
from studio.people.roles import Action, allowed, in_order, may_give, rights_of, shows_managed
from studio.people.secrets import make_token
from studio.shows.models import Show


def give(
    by: Any, name: str, role: str, show: Show | None, expires: datetime | None, rights: Iterable[str] = ()
) -> tuple[Token, str]:
    """A token, and its text, shown this once. `rights` narrow it to some of its role's; to look is always among them.

    Raises Invalid for a right that the role has not, and Refused where it would open more than `by` may do.
    """
    narrowed = narrowed_to(role, rights)
    if not may_give(by, show, role, narrowed):
        words = gettext("You may not give the role %(role)s in %(show)s: it is more than you have.")
        values = {"role": role, "show": show.name if show else gettext("all shows")}
        raise Refused("too_much", words % values, status=403)
    if isinstance(by, Token) and by.expires:
        expires = min(expires or by.expires, by.expires)
    row, text = make_token(name, role, show, expires, rights=narrowed, **giving.by(by))
    where = "this show" if show else "all shows"
    only = f", only to {', '.join(narrowed)}" if narrowed else ""
    audit.note(by, f"made the token {name} ({role} of {where}{only})", show.pk if show else None)
    return row, text


def narrowed_to(role: str, rights: Iterable[str]) -> list[str]:
    """What a token of this role is narrowed to; nothing where it has all of the role's. Raises Invalid."""
    rights = list(rights)
    strangers = sorted(set(rights) - rights_of(role))
    if strangers:
        words = gettext("The role %(role)s has no right %(strangers)s; it has: %(rights)s.")
        values = {"role": role, "strangers": ", ".join(strangers), "rights": ", ".join(in_order(rights_of(role)))}
        raise Invalid([FieldError("rights", words % values)])
    return in_order({Action.VIEW, *rights}) if rights else []


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
