"""Accounts: listed, changed, switched off, removed."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from studio.models import Invitation, Membership, Show, Token, WatchKey
from studio.people import invitations, tokens
from studio.people.roles import allowed
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def boss() -> User:
    return a_user("boss", is_staff=True)


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_an_administrator_lists_changes_and_removes_people(show: Show, boss: User) -> None:
    a_user("ada", "viewer", show)
    admin = signed_in(boss)
    assert [row["user"] for row in admin.get("/api/v1/users").json()["results"]] == ["ada", "boss"]
    changed = admin.patch("/api/v1/users/ada", {"name": "Ada Holt", "active": False}).json()
    assert (changed["name"], changed["active"], changed["shows"]) == (
        "Ada Holt", False, [{"show": show.pk, "role": "viewer"}],
    )  # fmt: skip
    assert admin.delete("/api/v1/users/ada").status_code == 204
    assert admin.get("/api/v1/users/ada").json()["code"] == "unknown_user"


@pytest.mark.parametrize("wrong", ["not one", "ada@", "a" * 250 + "@example.org", {}])
def test_an_email_is_an_address_or_nothing(boss: User, wrong: Any) -> None:
    admin = signed_in(boss)
    address = "/api/v1/users/boss"
    assert admin.patch(address, {"email": "boss@example.org"}, format="json").json()["email"] == "boss@example.org"
    refused = admin.patch(address, {"email": wrong}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "email")
    assert admin.patch(address, {"email": ""}, format="json").json()["email"] == ""


def test_a_made_account_gets_its_password_by_a_link_that_works_once(boss: User) -> None:
    made = signed_in(boss).post("/api/v1/users", {"user": "ada", "name": "Ada"})
    assert made.status_code == 201 and not made.json()["has_password"]
    link = "/" + made.json()["link"].split("/", 3)[3]
    browser = Client()
    assert browser.post(link, {"password": "short"}).status_code == 200
    assert browser.post(link, {"password": "a good long one"}).status_code == 302
    assert browser.session["_auth_user_id"] == str(User.objects.get(username="ada").pk)
    assert Client().get(link).status_code == Client().post(link, {"password": "another one"}).status_code == 410
    assert Client().login(username="ada", password="a good long one")


def test_a_new_password_ends_every_session_of_the_old_one(boss: User) -> None:
    ada = a_user("ada")
    elsewhere = signed_in(ada)
    assert elsewhere.get("/api/v1/shows").status_code == 200
    link = signed_in(boss).post("/api/v1/users/ada/password_link").json()["link"]
    assert Client().login(username="ada", password="the password of ada"), "the old one is good until then"
    Client().post("/" + link.split("/", 3)[3], {"password": "another long one"})
    assert elsewhere.get("/api/v1/shows").status_code in (401, 403)
    assert not Client().login(username="ada", password="the password of ada")


def test_only_the_newest_link_for_a_password_is_good_and_it_signs_nobody_in(boss: User) -> None:
    a_user("ada")
    older, newer = ("/" + signed_in(boss).post("/api/v1/users/ada/password_link").json()["link"].split("/", 3)[3]
                    for _ in range(2))  # fmt: skip
    assert [Client().get(link).status_code for link in (older, newer)] == [410, 200]
    assert Client().post(newer.replace("/password/", "/link/")).status_code == 410


@pytest.mark.parametrize("how", ["switch off", "remove"])
def test_whoever_is_removed_or_switched_off_is_out_at_once_with_all_they_gave(show: Show, boss: User, how: str) -> None:
    ada = a_user("ada", "director", show)
    session = signed_in(ada)
    text = session.post("/api/v1/tokens", {"name": "t", "role": "director", "show": show.pk}).json()["token"]
    session.post(f"/api/v1/shows/{show.pk}/invitations", {"role": "viewer"})
    assert session.patch(f"/api/v1/shows/{show.pk}", {"private": True}).status_code == 200
    assert session.post(f"/api/v1/shows/{show.pk}/watch-keys", {"name": "k"}).status_code == 201
    admin = signed_in(boss)
    if how == "remove":
        admin.delete("/api/v1/users/ada")
    else:
        admin.patch("/api/v1/users/ada", {"active": False})
        admin.patch("/api/v1/users/ada", {"active": True})  # what has ended does not begin again
    assert session.get("/api/v1/shows").status_code in (401, 403)
    program = client_of("viewer")
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert program.get("/api/v1/shows").status_code == 401
    good: list[Any] = [Invitation.objects.good(), WatchKey.objects.good(), Token.objects.good().filter(name="t")]
    assert [rows.count() for rows in good] == [0, 0, 0]
    assert not Session.objects.exclude(pk=admin.session.session_key).exists()


def test_the_last_administrator_cannot_be_removed_switched_off_or_made_less(boss: User) -> None:
    admin = signed_in(boss)
    a_user("off", is_staff=True, is_active=False)
    for answer in (
        admin.delete("/api/v1/users/boss"),
        admin.patch("/api/v1/users/boss", {"active": False}),
        admin.patch("/api/v1/users/boss", {"staff": False}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    a_user("second", is_staff=True)
    assert admin.patch("/api/v1/users/boss", {"staff": False}).json()["staff"] is False
    assert not allowed(User.objects.get(username="boss"), None, "manage")


def test_a_token_makes_no_administrator_and_changes_none(boss: User) -> None:
    robot = client_of("director")
    a_user("ada")
    refused = [
        robot.post("/api/v1/users", {"user": "eve", "staff": True}), robot.patch("/api/v1/users/ada", {"staff": True}),
        robot.patch("/api/v1/users/boss", {"name": "Eve"}), robot.delete("/api/v1/users/boss"),
        robot.post("/api/v1/users/boss/password_link"),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [403] * 5
    assert robot.patch("/api/v1/users/ada", {"name": "Ada"}).status_code == 200


def test_a_director_of_a_show_does_not_see_the_studios_people(show: Show) -> None:
    director = signed_in(a_user("ada", "director", show))
    assert director.get("/api/v1/users").status_code == director.get("/api/v1/invitations").status_code == 403


def test_a_members_role_is_changed_and_who_is_no_member_is_not_there(show: Show) -> None:
    a_user("bob", "viewer", show), a_user("eve")
    director, where = client_of("director", show), f"/api/v1/shows/{show.pk}/members"
    assert director.patch(f"{where}/bob", {"role": "producer"}).json() == {"user": "bob", "role": "producer"}
    assert Membership.objects.get().role == "producer"
    assert director.patch(f"{where}/bob", {"role": "king"}).status_code == 400
    assert [
        director.patch(f"{where}/eve", {"role": "viewer"}).status_code,
        director.delete(f"{where}/eve").status_code,
    ] == [404, 404]
    assert director.delete(f"{where}/bob").status_code == 204 and not Membership.objects.exists()


@pytest.mark.parametrize("name", ["boss", "BOSS", "two words", "x" * 81, "a\nb", ""])
def test_a_name_that_is_taken_or_misleads_is_refused(boss: User, name: str) -> None:
    assert signed_in(boss).post("/api/v1/users", {"user": name}).status_code == 400


def test_people_are_managed_by_command(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_PASSWORD", raising=False)
    link = said("user", "add", "ada", "--name", "Ada Holt", "--admin")
    assert Client().post(link[link.index("/password/") :], {"password": "a good long one"}).status_code == 302
    monkeypatch.setenv("TALLY_PASSWORD", "from the environment")
    said("user", "add", "bob")
    assert Client().login(username="bob", password="from the environment")
    assert said("user", "role", "bob", show.pk, "producer") == f"bob is a producer of {show.name}."
    invitations.invite(None, show, "viewer", label="Li")
    listed = said("user", "list").splitlines()
    assert [line.split()[0] for line in listed] == ["ada", "bob", "(invited)"]
    assert "Ada Holt" in listed[0] and "administrator" in listed[0] and f"producer of {show.pk}" in listed[1]
    assert "switched off" in said("user", "change", "bob", "--off", "--name", "Bob")
    assert "/password/" in said("user", "--base", "https://tally.example", "password", "bob")
    said("user", "role", "bob", show.pk, "none")
    said("user", "remove", "bob")
    assert not User.objects.filter(username="bob").exists()
    with pytest.raises(CommandError, match="last administrator"):
        said("user", "remove", "ada")


def test_switching_off_keeps_roles_for_later(show: Show, boss: User) -> None:
    ada = a_user("ada", "producer", show)
    for active in (False, True):
        signed_in(boss).patch("/api/v1/users/ada", {"active": active})
        ada.refresh_from_db()
        assert allowed(ada, show, "edit") == active


def test_what_an_administrator_gave_for_all_shows_shrinks_with_the_administrator(show: Show, boss: User) -> None:
    a_user("second", is_staff=True)
    token, _ = tokens.give(boss, "everything", "director", None, None)
    assert allowed(token, show, "manage")
    signed_in(boss).patch("/api/v1/users/boss", {"staff": False})
    now = Token.objects.get(pk=token.pk)
    assert not allowed(now, show, "view") and not allowed(now, None, "create")
