"""What the person at a WebSocket may do, asked again every second so that a lost role or a logout takes effect."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from studio.people.models import Token
from studio.people.names import full_name, shown_name
from studio.people.owners import owner_of
from studio.people.roles import Action, Rights, has_programme, may, rights_among, role_of
from studio.shows.models import Show

AGAIN_S = 1.0
TRUSTED_S = 60.0  # how long an answer counts when the database has fallen silent


@dataclass(frozen=True, slots=True)
class Grant:
    """A verdict, and when it was given (monotonic, seconds)."""

    known: bool  # signed in
    rights: Rights
    name: str
    role: str  # for display
    exists: bool  # the show does
    at: float
    full_name: str = ""  # the name that nobody else can have
    owner: str = ""  # by number, for what is done later
    producers_run: bool = False  # what of a rundown has the programme

    def may(self, action: Action, rundown: dict[str, Any] | None = None) -> bool:
        """Whether this allows an action, with the show's rundown as its mixer tells of it."""
        return may(self.rights, action, shared=self.producers_run and has_programme(rundown))

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.at < TRUSTED_S


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is at a socket, as long as it is open: a token's number, or a session's key."""

    token: int | None = None
    session: str | None = None


def asker_of(scope: dict[str, Any]) -> Asker:
    who = scope.get("user")
    if isinstance(who, Token):
        return Asker(token=who.pk)
    return Asker(session=getattr(scope.get("session"), "session_key", None))


def grant_of(scope: dict[str, Any], show_id: str) -> Grant:
    """Ask the database anew who this is and what they may do. May block; raises DatabaseError."""
    asker = asker_of(scope)
    return grants_of([asker], show_id)[asker]


def grants_of(askers: Iterable[Asker], show_id: str) -> dict[Asker, Grant]:
    """What each of them may do in a show, in as many questions as for one. May block; raises DatabaseError."""
    at, people = time.monotonic(), who_are(askers)
    producers_run = Show.objects.filter(pk=show_id).values_list("producers_run", flat=True).first()
    among = rights_among(people.values(), show_id)
    return {
        asker: Grant(
            known=who is not None,
            rights=rights,
            name=shown_name(who) if who else "",
            role=str(role_of(rights)),
            exists=producers_run is not None,
            at=at,
            full_name=full_name(who) if who else "",
            owner=owner_of(who) if who else "",
            producers_run=bool(producers_run),
        )
        for (asker, who), rights in zip(people.items(), among, strict=True)
    }


def who_are(askers: Iterable[Asker]) -> dict[Asker, Any]:
    """The users and tokens as they stand now, not as they stood when the sockets were opened; None who is nobody."""
    askers = set(askers)
    tokens, users = (
        _tokens({one.token for one in askers if one.token}),
        _users({one.session for one in askers} - {None}),
    )
    return {one: tokens.get(one.token) if one.token else users.get(one.session) for one in askers}


def _tokens(keys: set[int]) -> dict[Any, Token]:
    return Token.objects.good().select_related("giver").in_bulk(keys) if keys else {}


def _users(keys: set[Any]) -> dict[Any, Any]:
    """Who is signed in under each key of a session: what `django.contrib.auth.get_user` says, for many at once."""
    if not keys:
        return {}
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    numbers = {key: number for key, data in sessions.items() if (number := _number_in(data)) is not None}
    users = get_user_model().objects.in_bulk(set(numbers.values()))
    found = {key: users.get(number) for key, number in numbers.items()}
    return {key: user for key, user in found.items() if user and user.is_active and _is_theirs(sessions[key], user)}


def _number_in(session: dict[str, Any]) -> Any:
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS or SESSION_KEY not in session:
        return None
    return get_user_model()._meta.pk.to_python(session[SESSION_KEY])


def _is_theirs(session: dict[str, Any], user: Any) -> bool:
    """Whether the session was begun with the password the user has now."""
    told = session.get(HASH_SESSION_KEY, "")
    good = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(told, one) for one in good)
