"""Who may do what."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from studio.models import Membership, Show
from studio.people.models import Role
from studio.people.roles import (
    ALL,
    NONE,
    RIGHTS,
    Action,
    allowed,
    covers,
    in_order,
    may,
    may_give,
    rights_in,
    rights_of,
    role_in,
    role_of,
)
from studio.people.secrets import make_token, token_of

pytestmark = pytest.mark.django_db
MAY = {
    "viewer": {Action.VIEW},
    "captions": {Action.VIEW, Action.CAPTION},
    "sound": {Action.VIEW, Action.SOUND},
    "producer": {Action.VIEW, Action.EDIT},
    "director": {
        Action.VIEW, Action.EDIT, Action.SOUND, Action.CAPTION, Action.OPERATE, Action.CARRY, Action.MANAGE,
        Action.CREATE,
    },
}  # fmt: skip


def a_member(show: Show, role: str, name: str = "u") -> User:
    user = User.objects.create_user(name)
    Membership.objects.create(user=user, show=show, role=role)
    return user


def test_every_role_is_known_and_a_director_has_every_right() -> None:
    assert {role.value: set(rights) for role, rights in RIGHTS.items()} == MAY
    assert set(MAY) == set(Role.values) and RIGHTS[Role.DIRECTOR] == ALL == frozenset(Action)


@pytest.mark.parametrize("role", MAY)
def test_a_member_may_do_what_the_role_says_in_that_show_only(role: str) -> None:
    show, other = Show.objects.create(name="A"), Show.objects.create(name="B")
    user = a_member(show, role)
    assert {action for action in Action if allowed(user, show, action)} == MAY[role]
    assert not any(allowed(user, other, action) for action in Action)


@pytest.mark.parametrize("role", MAY)
def test_a_token_for_one_show_opens_no_other(role: str) -> None:
    show, other = Show.objects.create(name="A"), Show.objects.create(name="B")
    token = token_of(make_token("t", role, show)[1])
    assert {action for action in Action if allowed(token, show.pk, action)} == MAY[role]
    assert not any(allowed(token, other.pk, action) for action in Action)
    assert not allowed(token, None, Action.CREATE)


@pytest.mark.parametrize(("given", "own"), list(product(MAY, MAY)))
def test_a_token_may_do_what_both_its_role_and_its_giver_may(given: str, own: str) -> None:
    show = Show.objects.create(name="A")
    token = token_of(make_token("t", given, show, giver=a_member(show, own))[1])
    assert rights_in(token, show) == MAY[given] & MAY[own]
    assert {action for action in Action if allowed(token, show, action)} == MAY[given] & MAY[own]


def test_a_token_is_narrowed_to_some_rights_of_its_role_and_may_always_look() -> None:
    show = Show.objects.create(name="A")
    token = token_of(make_token("t", "director", show, rights=["sound", "caption"])[1])
    assert rights_in(token, show) == {Action.VIEW, Action.SOUND, Action.CAPTION}
    assert rights_of("sound", ["operate"]) == {Action.VIEW}, "what the role has not is not had by naming it"
    assert rights_of("director", []) == ALL and rights_of("") == NONE


def test_staff_may_do_everything_and_strangers_nothing() -> None:
    show, staff = Show.objects.create(name="A"), User.objects.create_user("s", is_staff=True)
    assert all(allowed(staff, show, action) for action in Action)
    assert not any(allowed(AnonymousUser(), where, action) for action in Action for where in (show, None))


def test_an_action_nobody_listed_is_refused() -> None:
    assert not allowed(User.objects.create_user("s", is_staff=True), None, "dance")


def test_a_user_who_was_switched_off_may_do_nothing() -> None:
    assert not allowed(User.objects.create_user("s", is_staff=True, is_active=False), None, Action.VIEW)


def test_nobody_gives_what_they_have_not() -> None:
    show = Show.objects.create(name="A")
    for own in MAY:
        user = a_member(show, own, own)
        assert {role for role in MAY if may_give(user, show, role)} == {one for one in MAY if MAY[one] <= MAY[own]}
        assert may_give(user, show, "director", ["sound"]) == (Action.SOUND in MAY[own]), "a part of a role is a part"
    assert not covers(rights_of("producer"), rights_of("sound"))
    assert not covers(rights_of("sound"), rights_of("captions"))


def test_accounts_are_looked_after_by_those_alone_who_may_do_everything() -> None:
    whole, part = (token_of(make_token("t", "director", rights=only)[1]) for only in ([], ["view", "manage"]))
    assert allowed(whole, None, Action.MANAGE) and not allowed(part, None, Action.MANAGE)
    assert allowed(part, Show.objects.create(name="A"), Action.MANAGE)


def test_a_role_is_told_that_says_most_of_what_one_may() -> None:
    assert [role_of(RIGHTS[role]) for role in RIGHTS] == list(RIGHTS)
    assert role_of(NONE) == "" and role_of(frozenset({Action.VIEW, Action.OPERATE})) == "viewer"
    show = Show.objects.create(name="A")
    producer = token_of(make_token("t", "director", show, giver=a_member(show, "producer"))[1])
    assert role_in(producer, show) == "producer"
    assert in_order({"operate", "view", "dance"}) == ["view", "operate"]


def test_producers_run_a_rundown_where_their_show_says_so_and_it_has_the_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, Any] = {"rundown": {"rundown": "run_x", "has_programme": True}}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: told)
    show = Show.objects.create(name="A", wanted=True)
    user = a_member(show, "producer")
    assert not allowed(user, show, Action.CARRY)
    Show.objects.update(producers_run=True)
    assert allowed(user, show, Action.CARRY) and not allowed(user, show, Action.OPERATE)
    told["rundown"]["has_programme"] = False
    assert not allowed(user, show, Action.CARRY)
    told["rundown"]["has_programme"] = True
    for role in ("viewer", "sound", "captions"):
        Membership.objects.update(role=role)
        assert not allowed(user, show, Action.CARRY)
    producer = rights_of("producer")
    assert may(producer, Action.CARRY, shared=True) and not may(producer, Action.OPERATE, shared=True)
