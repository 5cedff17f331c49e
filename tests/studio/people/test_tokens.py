"""API tokens: never more than whoever gave them, and never longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from studio.models import Membership, Show, Token
from studio.people import members
from studio.people.models import Role
from studio.people.roles import RIGHTS
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db
ROLES = tuple(Role.values)


@pytest.fixture
def show() -> Show:
    return a_show()


def made(client: APIClient, role: str, show: Show | None = None, **values: object) -> APIClient:
    """A program with a fresh token."""
    answer = client.post(
        "/api/v1/tokens", {"name": "t", "role": role, "show": show and show.pk, **values}, format="json"
    )
    assert answer.status_code == 201, answer.json()
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}")
    return program


@pytest.mark.parametrize("own", ROLES)
@pytest.mark.parametrize("asked", ROLES)
def test_nobody_gives_a_token_more_than_they_have(show: Show, own: str, asked: str) -> None:
    other, may = a_show("Other"), RIGHTS[Role(asked)] <= RIGHTS[Role(own)]
    for client, for_all in ((signed_in(a_user("ada", own, show)), asked == "viewer"), (client_of(own, show), False)):
        body = {"name": "t", "role": asked}
        here, there, everywhere = (
            client.post("/api/v1/tokens", body | {"show": where}, format="json").status_code
            for where in (show.pk, other.pk, None)
        )
        assert (here, there) == (201 if may else 403, 400)
        assert everywhere == (201 if for_all else 403)


def test_who_asks_for_a_token_of_a_show_they_may_not_see_learns_nothing_of_it(show: Show) -> None:
    other, client = a_show("Secret pilot"), signed_in(a_user("ada", "director", show))
    theirs, none = (
        client.post("/api/v1/tokens", {"name": "t", "show": where}, format="json") for where in (other.pk, "shw_none")
    )
    assert theirs.status_code == none.status_code == 400
    assert theirs.json()["detail"].replace(other.pk, "") == none.json()["detail"].replace("shw_none", "")


def test_a_token_for_all_shows_opens_those_of_its_giver_only(show: Show) -> None:
    other, ada = a_show("Other"), a_user("ada", "producer", show)
    program = made(signed_in(ada), "viewer")
    assert [row["id"] for row in program.get("/api/v1/shows").json()["results"]] == [show.pk]
    assert program.get(f"/api/v1/shows/{other.pk}").status_code == 404
    assert program.patch(f"/api/v1/shows/{show.pk}", {"name": "X"}).status_code == 403


def test_a_token_for_one_show_cannot_give_one_for_all(show: Show) -> None:
    director = client_of("director", show)
    answer = director.post("/api/v1/tokens", {"name": "t", "role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (403, "too_much")


def test_a_token_shrinks_and_ends_with_the_role_of_its_giver(show: Show) -> None:
    ada = a_user("ada", "director", show)
    program = made(signed_in(ada), "director", show)
    assert program.patch(f"/api/v1/shows/{show.pk}", {"name": "X"}).status_code == 200
    members.give_role(None, ada, show.pk, "viewer")
    assert program.patch(f"/api/v1/shows/{show.pk}", {"name": "Y"}).status_code == 403
    assert program.get(f"/api/v1/shows/{show.pk}").status_code == 200
    members.take_role(None, ada, show.pk)
    members.give_role(None, ada, show.pk, "director")
    assert program.get("/api/v1/shows").status_code == 401, "given back does not bring it back"


def test_a_membership_that_vanishes_some_other_way_takes_the_token_along(show: Show) -> None:
    ada = a_user("ada", "director", show)
    program = made(signed_in(ada), "director", show)
    Membership.objects.all().delete()
    assert program.get(f"/api/v1/shows/{show.pk}").status_code == 404
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert program.get("/api/v1/shows").status_code == 401


def test_ending_a_token_ends_what_was_given_by_it(show: Show) -> None:
    boss = signed_in(a_user("boss", is_staff=True))
    parent = made(boss, "director")
    child = made(parent, "director", show)
    grandchild = made(child, "viewer", show)
    assert grandchild.get(f"/api/v1/shows/{show.pk}").status_code == 200
    first = Token.objects.order_by("pk")[0]
    assert boss.delete(f"/api/v1/tokens/{first.pk}").status_code == 204
    assert [one.get("/api/v1/shows").status_code for one in (parent, child, grandchild)] == [401] * 3


def test_a_token_does_not_outlive_the_token_that_gave_it(show: Show) -> None:
    boss, soon = signed_in(a_user("boss", is_staff=True)), timezone.now() + timedelta(hours=1)
    made(made(boss, "director", expires=soon.isoformat()), "viewer", show)
    assert Token.objects.order_by("pk")[1].expires == soon


def test_a_token_is_shown_once_and_listed_with_its_last_use(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.people.secrets._noted", {})
    ada = signed_in(a_user("ada", "director", show))
    made(ada, "viewer", show).get("/api/v1/shows")
    [row] = ada.get("/api/v1/tokens").json()["results"]
    assert "token" not in row and row["last_used"] and row["by"] == "ada"


def test_others_tokens_are_seen_and_ended_by_who_manages_the_show_only(show: Show) -> None:
    made(signed_in(a_user("ada", "producer", show)), "viewer", show)
    number = Token.objects.get().pk
    bystander, director = signed_in(a_user("bob", "producer", show)), signed_in(a_user("dora", "director", show))
    assert bystander.get("/api/v1/tokens").json()["count"] == 0
    assert bystander.delete(f"/api/v1/tokens/{number}").status_code == 404
    assert director.get("/api/v1/tokens").json()["count"] == 1
    assert director.delete(f"/api/v1/tokens/{number}").status_code == 204
    assert director.delete("/api/v1/tokens/99999999999999999999999").status_code == 404


def test_a_token_is_narrowed_to_what_it_names_of_its_role(show: Show) -> None:
    ada = signed_in(a_user("ada", "director", show))
    program = made(ada, "director", show, rights=["sound", "edit"])
    assert program.get(f"/api/v1/shows/{show.pk}").json()["rights"] == ["view", "edit", "sound"]
    assert program.patch(f"/api/v1/shows/{show.pk}", {"name": "X"}).status_code == 200
    assert program.get(f"/api/v1/shows/{show.pk}/members").status_code == 403
    assert program.post(f"/api/v1/shows/{show.pk}/cut").status_code == 403
    [row] = ada.get("/api/v1/tokens").json()["results"]
    assert (row["role"], row["rights"]) == ("director", ["view", "edit", "sound"])


def test_a_token_that_names_no_rights_has_all_of_its_role(show: Show) -> None:
    program = made(signed_in(a_user("ada", "sound", show)), "sound", show, rights=[])
    assert program.get(f"/api/v1/shows/{show.pk}").json()["rights"] == ["view", "sound"]
    assert Token.objects.get().rights == []


@pytest.mark.parametrize(("rights", "field"), [(["operate"], "rights"), (["dance"], "rights.0"), ("sound", "rights")])
def test_rights_that_a_role_has_not_are_refused_with_those_it_has(show: Show, rights: object, field: str) -> None:
    body = {"name": "t", "role": "sound", "show": show.pk, "rights": rights}
    answer = client_of("director", show).post("/api/v1/tokens", body, format="json")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field
    assert field != "rights" or rights == "sound" or "it has: view, sound" in answer.json()["detail"]
    assert Token.objects.filter(role="sound").count() == 0


def test_a_part_of_a_greater_role_is_given_by_who_has_that_part(show: Show) -> None:
    client = signed_in(a_user("ada", "sound", show))
    program = made(client, "director", show, rights=["sound"])
    assert program.get(f"/api/v1/shows/{show.pk}").json()["rights"] == ["view", "sound"]
    body = {"name": "t", "role": "director", "show": show.pk, "rights": ["sound", "caption"]}
    assert client.post("/api/v1/tokens", body, format="json").status_code == 403


def test_who_manages_with_a_narrowed_token_makes_nobody_more_than_it_is(show: Show) -> None:
    program = made(signed_in(a_user("ada", "director", show)), "director", show, rights=["manage", "sound"])
    a_user("bob")
    where = f"/api/v1/shows/{show.pk}"
    for role, may in (("director", False), ("producer", False), ("sound", True), ("viewer", True)):
        answer = program.post(f"{where}/members", {"user": "bob", "role": role})
        assert answer.status_code in ((200, 201) if may else (403,)), role
        assert program.post(f"{where}/invitations", {"role": role}).status_code == (201 if may else 403)
    assert program.patch(f"{where}/members/bob", {"role": "director"}).status_code == 403
    assert Membership.objects.get(user__username="bob").role == "viewer"


def test_a_narrowed_token_looks_after_no_accounts_for_it_could_become_anybody() -> None:
    boss = signed_in(a_user("boss", is_staff=True))
    a_user("bob")
    program = made(boss, "director", rights=["manage"])
    assert program.post("/api/v1/users/bob/password_link").status_code == 403
    assert made(boss, "director").post("/api/v1/users/bob/password_link").status_code == 201


def test_the_command_line_makes_narrowed_tokens(show: Show, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("token", "desk", "--role", "director", "--show", show.pk, "--rights", "operate", "sound")
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {capsys.readouterr().out.strip()}")
    assert program.get(f"/api/v1/shows/{show.pk}").json()["rights"] == ["view", "sound", "operate"]
    with pytest.raises(CommandError, match="it has: view, sound"):
        call_command("token", "desk", "--role", "sound", "--rights", "operate")
