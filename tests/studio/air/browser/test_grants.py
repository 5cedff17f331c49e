"""What the people at the sockets may do: asked for all of them together, and answered as for each alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, get_user
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.air.browser import admission
from studio.air.browser.admission import Admission
from studio.air.browser.grants import Asker, Grant, asker_of, grants_of, who_are
from studio.people.models import Membership, Role, Token
from studio.people.roles import ALL, NONE, Action, allowed, rights_in, role_in
from studio.people.secrets import make_token
from studio.shows.making import new_show
from studio.shows.models import Show
from tests.waiting import until_async

STORE = import_module(django_settings.SESSION_ENGINE).SessionStore


@pytest.fixture
def show(db: None) -> Show:
    return new_show({"name": "Evening show"})


def signed_in(user: User) -> str:
    page = Client()
    page.force_login(user)
    return str(page.session.session_key)


def everybody(show: Show) -> dict[str, Asker]:
    """One of each kind, good and bad."""
    other = new_show({"name": "Another"})
    found: dict[str, Asker] = {"nobody": Asker(), "made up": Asker(session="x" * 32), "no token": Asker(token=4711)}
    for role in Role.values:
        member, stranger = User.objects.create_user(role), User.objects.create_user(f"other {role}")
        Membership.objects.create(user=member, show=show, role=role)
        Membership.objects.create(user=stranger, show=other, role=role)
        found |= {role: Asker(session=signed_in(member)), f"other {role}": Asker(session=signed_in(stranger))}
        for name, where in (("token", show), ("token of another", other), ("token of all", None)):
            found[f"{role} {name}"] = Asker(token=make_token("t", role, where)[0].pk)
        giver = User.objects.create_user(f"gave a token as {role}")
        Membership.objects.create(user=giver, show=show, role=role)
        given = make_token("t", "director", show)[0]
        Token.objects.filter(pk=given.pk).update(giver=giver)
        found[f"a token that a {role} gave"] = Asker(token=given.pk)
        found[f"a narrowed {role} token"] = Asker(token=make_token("t", role, show, rights=["view"])[0].pk)
    found["director token for the sound"] = Asker(
        token=make_token("t", "director", show, rights=["view", "sound"])[0].pk
    )
    for name in ("revoked", "expired"):
        token = make_token("t", "director", show)[0]
        changes = {"revoked": timezone.now()} if name == "revoked" else {"expires": timezone.now() - timedelta(1)}
        Token.objects.filter(pk=token.pk).update(**changes)
        found[name] = Asker(token=token.pk)
    users = {name: User.objects.create_user(name, is_staff=True) for name in ("staff", "off", "gone", "changed", "old")}
    found |= {name: Asker(session=signed_in(user)) for name, user in users.items()}
    User.objects.filter(pk=users["off"].pk).update(is_active=False)
    users["gone"].delete()
    users["changed"].set_password("another one")
    users["changed"].save()
    Session.objects.filter(pk=found["old"].session).update(expire_date=timezone.now() - timedelta(seconds=1))
    backend = STORE(signed_in(users["staff"]))
    backend[BACKEND_SESSION_KEY] = "some.other.Backend"
    backend.save()
    found["other backend"] = Asker(session=backend.session_key)
    return found


def alone(asker: Asker) -> Any:
    """Who it is by what Django says of a single session, or by the token's own rules."""
    if asker.token:
        token = Token.objects.filter(pk=asker.token, revoked__isnull=True).first()
        return token if token and (token.expires is None or token.expires > timezone.now()) else None
    who = get_user(SimpleNamespace(session=STORE(asker.session)))  # type: ignore[arg-type]
    return who if who.is_authenticated else None


def test_many_are_answered_as_each_would_be_alone(show: Show) -> None:
    askers = everybody(show)
    assert who_are(askers.values()) == {asker: alone(asker) for asker in askers.values()}
    grants = grants_of(askers.values(), show.pk)
    for name, asker in askers.items():
        who, grant = alone(asker), grants[asker]
        told = (grant.known, grant.role, grant.rights, [grant.may(action) for action in Action])
        role, rights = (role_in(who, show.pk), rights_in(who, show.pk)) if who else ("", NONE)
        assert told == (who is not None, role, rights, [allowed(who, show.pk, action) for action in Action]), name
    directing = sum(grant.may(Action.OPERATE) for grant in grants.values())
    assert directing == 5, "a director, three tokens, one of the staff"
    assert grants[askers["director token for the sound"]].rights == {Action.VIEW, Action.SOUND}
    assert grants[askers["a token that a captions gave"]].rights == {Action.VIEW, Action.CAPTION}


def test_producers_run_a_rundown_at_their_sockets_as_over_the_api(show: Show) -> None:
    askers = everybody(show)
    Show.objects.filter(pk=show.pk).update(producers_run=True)
    grants = {name: grants_of([askers[name]], show.pk)[askers[name]] for name in ("viewer", "producer", "director")}
    for rundown, producers in ((None, False), ({"has_programme": False}, False), ({"has_programme": True}, True)):
        may = {name: grant.may(Action.CARRY, rundown) for name, grant in grants.items()}
        assert may == {"viewer": False, "producer": producers, "director": True}
        assert not grants["producer"].may(Action.OPERATE, rundown)


def test_twenty_people_are_as_many_questions_as_one(show: Show) -> None:
    askers = list(everybody(show).values())
    asked = []
    for some in (askers[3:5], askers):
        with CaptureQueriesContext(connection) as queries:
            grants_of(some, show.pk)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1 <= 6


def test_an_asker_is_known_by_its_session_or_token(show: Show) -> None:
    token = make_token("t", "viewer", show)[0]
    assert asker_of({"user": token}) == Asker(token=token.pk)
    assert asker_of({"session": SimpleNamespace(session_key="abc")}) == Asker(session="abc")
    assert asker_of({}) == Asker()


# -- the admission --------------------------------------------------------------------------------------


class Socket:
    """Somebody at a console, or at a monitor."""

    def __init__(self, name: str) -> None:
        self.asker, self.grants = Asker(session=name), list[Grant | None]()

    async def judged(self, grant: Grant | None) -> None:
        self.grants.append(grant)


def paper_grant(name: str) -> Grant:
    return Grant(True, ALL, name, "director", True, 0.0)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "AGAIN_S", 0.0)


async def test_one_look_answers_for_every_socket_of_a_show(at_once: None) -> None:
    looks: list[set[Asker]] = []

    def ask(askers: Iterable[Asker], show_id: str) -> dict[Asker, Grant]:
        looks.append(set(askers))
        return {asker: paper_grant(str(asker.session)) for asker in askers}

    sockets = [Socket(f"person {number % 20}") for number in range(60)]  # a console and two monitors each
    admission = Admission("shw_a", ask)
    for socket in sockets:
        admission.admit(socket)
    await until_async(lambda: all(socket.grants for socket in sockets))
    assert len(looks[0]) == 20, "each person once"
    assert [grant.name for grant in sockets[25].grants[:1] if grant] == ["person 5"]
    for socket in sockets:
        admission.leave(socket)
    assert admission._asking is None, "nobody there, nothing asked"


async def test_a_database_that_is_silent_judges_nobody_and_is_asked_again(at_once: None) -> None:
    tries: list[int] = []

    def ask(askers: Iterable[Asker], show_id: str) -> dict[Asker, Grant]:
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseError("away") if len(tries) == 1 else RuntimeError("a mistake")
        return {asker: paper_grant("Ada") for asker in askers}

    admission, socket = Admission("shw_a", ask), Socket("Ada")
    admission.admit(socket)
    await until_async(lambda: len(socket.grants) >= 3)
    assert [bool(grant) for grant in socket.grants[:3]] == [False, False, True]
    admission.leave(socket)
