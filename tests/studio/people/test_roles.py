"""Who may do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from studio.models import Membership, Show
from studio.people.roles import Action, allowed, may
from studio.people.secrets import make_token, token_of

pytestmark = pytest.mark.django_db
MAY = {
    "viewer": {Action.VIEW},
    "producer": {Action.VIEW, Action.EDIT},
    "director": {Action.VIEW, Action.EDIT, Action.OPERATE, Action.CARRY, Action.MANAGE, Action.CREATE},
}


@pytest.mark.parametrize("role", MAY)
def test_a_member_may_do_what_the_role_says_in_that_show_only(role: str) -> None:
    show, other, user = Show.objects.create(name="A"), Show.objects.create(name="B"), User.objects.create_user("u")
    Membership.objects.create(user=user, show=show, role=role)
    assert {action for action in Action if allowed(user, show, action)} == MAY[role]
    assert not any(allowed(user, other, action) for action in Action)


@pytest.mark.parametrize("role", MAY)
def test_a_token_for_one_show_opens_no_other(role: str) -> None:
    show, other = Show.objects.create(name="A"), Show.objects.create(name="B")
    token = token_of(make_token("t", role, show)[1])
    assert {action for action in Action if allowed(token, show.pk, action)} == MAY[role]
    assert not any(allowed(token, other.pk, action) for action in Action)
    assert not allowed(token, None, Action.CREATE)


def test_staff_may_do_everything_and_strangers_nothing() -> None:
    show, staff = Show.objects.create(name="A"), User.objects.create_user("s", is_staff=True)
    assert all(allowed(staff, show, action) for action in Action)
    assert not any(allowed(AnonymousUser(), where, action) for action in Action for where in (show, None))


def test_an_action_nobody_listed_is_refused() -> None:
    assert not allowed(User.objects.create_user("s", is_staff=True), None, "dance")


def test_a_user_who_was_switched_off_may_do_nothing() -> None:
    assert not allowed(User.objects.create_user("s", is_staff=True, is_active=False), None, Action.VIEW)


def test_producers_run_a_rundown_where_their_show_says_so_and_it_has_the_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: dict[str, Any] = {"rundown": {"rundown": "run_x", "has_programme": True}}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: told)
    show, user = Show.objects.create(name="A", wanted=True), User.objects.create_user("u")
    member = Membership.objects.create(user=user, show=show, role="producer")
    assert not allowed(user, show, Action.CARRY)
    Show.objects.update(producers_run=True)
    assert allowed(user, show, Action.CARRY) and not allowed(user, show, Action.OPERATE)
    told["rundown"]["has_programme"] = False
    assert not allowed(user, show, Action.CARRY)
    told["rundown"]["has_programme"] = True
    member.role = "viewer"
    member.save()
    assert not allowed(user, show, Action.CARRY)
    assert may("producer", Action.CARRY, shared=True) and not may("producer", Action.OPERATE, shared=True)
