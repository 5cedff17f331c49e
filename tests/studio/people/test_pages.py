"""The plain pages on which people are managed: who may see them, and what their buttons do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from studio.models import Invitation, Membership, Show, Token, WatchKey
from studio.people.models import Role
from studio.people.roles import RIGHTS, Action
from studio.people.words import ROLE_WORDS
from tests.studio.makers import a_show, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Show:
    return a_show()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada(show: Show) -> User:
    return a_user("ada", "director", show)


@pytest.fixture
def boss() -> User:
    return a_user("boss", is_staff=True)


def shown_once(page: str) -> str:
    found = re.search(r'readonly value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_each_page_is_there_for_who_may_use_it_and_for_nobody_else(show: Show, ada: User, boss: User) -> None:
    bob, of_show, account = a_user("bob", "producer", show), f"/people/shows/{show.pk}/", "/people/users/ada/"
    addresses = ("/people/", of_show, account, "/people/tokens/")
    seen = {who: [browser_of(who).get(address).status_code for address in addresses] for who in (bob, ada, boss)}
    assert seen == {bob: [200, 404, 404, 200], ada: [200, 200, 404, 200], boss: [200] * 4}
    assert [Client().get(address).status_code for address in addresses] == [302] * 4
    assert browser_of(ada).get(f"/people/shows/{a_show('Other').pk}/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_the_pages_of_a_show_are_there_by_right_and_those_of_another_for_nobody(show: Show, role: Role) -> None:
    page, other = browser_of(a_user("eve", role, show)), a_show("Other")
    manages = 200 if Action.MANAGE in RIGHTS[role] else 404
    pages = {"/shows/SHOW/": 200, "/shows/SHOW/rundowns": 200, "/people/shows/SHOW/": manages}
    pages["/people/shows/SHOW/audit/"] = manages
    for address, code in pages.items():
        assert page.get(address.replace("SHOW", show.pk)).status_code == code, address
        assert page.get(address.replace("SHOW", other.pk)).status_code == 404, address
    library = page.get("/library").content
    assert (b"/api/v1/uploads" in library) == (Action.EDIT in RIGHTS[role])


def test_a_director_invites_on_the_shows_page_and_the_link_is_shown_once(show: Show, ada: User) -> None:
    page, where = browser_of(ada), f"/people/shows/{show.pk}/"
    made = page.post(where, {"do": "invite", "role": "producer", "label": "Li", "days": "2"})
    link = shown_once(made.content.decode())
    assert link.startswith("http://testserver/join/") and made["Cache-Control"].startswith("max-age=0")
    assert link not in page.get(where).content.decode() and "Take back" in page.get(where).content.decode()
    page.post(where, {"do": "end_invitation", "id": Invitation.objects.get().pk})
    assert Client().get(link.removeprefix("http://testserver")).status_code == 410


def test_a_director_changes_and_removes_members(show: Show, ada: User) -> None:
    a_user("bob", "viewer", show)
    bob, page, where = Membership.objects.get(user__username="bob"), browser_of(ada), f"/people/shows/{show.pk}/"
    assert page.post(where, {"do": "role", "id": bob.pk, "role": "producer"}).status_code == 302
    bob.refresh_from_db()
    assert bob.role == "producer" and "bob has the role Producer now." in page.get(where).content.decode()
    page.post(where, {"do": "remove", "id": bob.pk})
    assert not Membership.objects.filter(pk=bob.pk).exists()
    assert page.post(where, {"do": "remove", "id": bob.pk}).status_code == 404


def test_who_takes_their_own_role_is_led_out(show: Show, ada: User) -> None:
    own = Membership.objects.get(user=ada).pk
    answer = browser_of(ada).post(f"/people/shows/{show.pk}/", {"do": "remove", "id": own})
    assert answer.headers["Location"] == "/"


def test_an_administrator_changes_an_account_on_its_page(show: Show, boss: User) -> None:
    a_user("bob", "viewer", show)
    page, where = browser_of(boss), "/people/users/bob/"
    page.post(where, {"do": "save", "shown": "Bob B.", "email": "", "active": "on"})
    page.post(where, {"do": "role", "show": show.pk, "role": "director"})
    bob = User.objects.get(username="bob")
    assert (bob.first_name, bob.is_active, bob.is_staff) == ("Bob B.", True, False)
    assert Membership.objects.get(user=bob).role == "director"
    assert "/password/" in shown_once(page.post(where, {"do": "password"}).content.decode())
    page.post(where, {"do": "take_role", "show": show.pk})
    assert not Membership.objects.exists()
    page.post(where, {"do": "save", "shown": "", "email": ""})
    assert not User.objects.get(username="bob").is_active
    assert page.post(where, {"do": "remove"}).headers["Location"] == "/people/"
    assert page.get(where).status_code == 404


def test_what_is_refused_is_said_on_the_page(boss: User) -> None:
    page = browser_of(boss)
    answer = page.post("/people/users/boss/", {"do": "remove"})
    assert answer.status_code == 409 and b"boss is the last administrator" in answer.content
    assert page.post("/people/users/boss/", {"do": "save", "email": "not one", "active": "on"}).status_code == 400
    assert page.post("/people/", {"do": "invite", "role": "admin", "days": "0"}).status_code == 400
    assert page.post("/people/", {"do": "invite", "role": "viewer", "show": ""}).status_code == 409


@pytest.mark.parametrize("body", [{"do": "invite", "role": "admin"}, {"do": "end_invitation", "id": "1"}])
def test_a_director_cannot_use_the_administrators_buttons(show: Show, ada: User, body: dict[str, str]) -> None:
    assert browser_of(ada).post("/people/", body).status_code == 403
    assert browser_of(ada).post(f"/people/shows/{show.pk}/", body).status_code in (403, 404)
    assert not Invitation.objects.exists()


def test_a_button_that_is_not_there_does_nothing(ada: User) -> None:
    for name in ("context", "page", "dispatch", "", "get"):
        assert browser_of(ada).post("/people/tokens/", {"do": name}).status_code == 404


def test_every_button_needs_our_own_page(show: Show, ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.post(f"/people/shows/{show.pk}/", {"do": "invite", "role": "viewer"}).status_code == 403


def test_a_token_is_made_and_ended_on_its_page(show: Show, ada: User) -> None:
    page = browser_of(ada)
    made = page.post("/people/tokens/", {"do": "make", "name": "stream deck", "role": "director", "show": show.pk})
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {shown_once(made.content.decode())}")
    assert program.get(f"/api/v1/shows/{show.pk}/members").status_code == 200
    refused = page.post("/people/tokens/", {"do": "make", "name": "t", "role": "director", "show": ""})
    assert refused.status_code == 403 and b"more than you have" in refused.content
    page.post("/people/tokens/", {"do": "end", "id": Token.objects.get().pk})
    assert program.get("/api/v1/shows").status_code == 401


def test_a_token_is_narrowed_on_its_page_and_its_row_says_to_what(show: Show, ada: User) -> None:
    page = browser_of(ada)
    asked = {"do": "make", "name": "sound desk", "role": "director", "show": show.pk, "rights": ["sound", "caption"]}
    made = page.post("/people/tokens/", asked)
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {shown_once(made.content.decode())}")
    assert program.get(f"/api/v1/shows/{show.pk}").json()["rights"] == ["view", "sound", "caption"]
    assert "only: look, mix the sound, correct captions" in page.get("/people/tokens/").content.decode()
    refused = page.post("/people/tokens/", asked | {"role": "sound"})
    assert refused.status_code == 400 and b"The role sound has no right caption" in refused.content
    assert b'value="sound" checked' in refused.content, "what was chosen stays chosen"


@pytest.mark.parametrize("where", ["/people/", "/people/tokens/", "/people/shows/SHOW/"])
def test_every_role_is_offered_with_a_line_on_what_it_may(show: Show, boss: User, where: str) -> None:
    text = browser_of(boss).get(where.replace("SHOW", show.pk)).content.decode()
    for role in Role:
        assert f'<option value="{role}"' in text and f"<dt>{role.label}</dt><dd>{ROLE_WORDS[role]}</dd>" in text


def test_a_watch_key_is_made_and_ended_on_the_shows_page(show: Show, ada: User) -> None:
    Show.objects.filter(pk=show.pk).update(private=True)
    page, where = browser_of(ada), f"/people/shows/{show.pk}/"
    page.post(where, {"do": "key", "name": "the client", "days": "1"})
    link = shown_once(page.get(where).content.decode()).removeprefix("http://testserver")
    assert Client().get(link).status_code == 200
    page.post(where, {"do": "end_key", "id": WatchKey.objects.get().pk})
    assert "No key opens this programme" in page.get(where).content.decode()


def test_an_administrator_who_steps_down_is_led_out(boss: User) -> None:
    a_user("second", is_staff=True)
    page = browser_of(boss)
    answer = page.post("/people/users/boss/", {"do": "save", "shown": "", "email": "", "active": "on"})
    assert answer.headers["Location"] == "/people/" and page.get("/people/users/boss/").status_code == 404


def test_an_address_of_mail_that_no_account_could_have_is_refused(show: Show, ada: User) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"
    answer = browser_of(ada).post(f"/people/shows/{show.pk}/", {"do": "invite", "role": "viewer", "email": long})
    assert answer.status_code == 400


def test_who_opens_an_invitation_as_somebody_else_signs_out_and_comes_back_to_it(show: Show, ada: User) -> None:
    page = browser_of(ada)
    made = page.post(f"/people/shows/{show.pk}/", {"do": "invite", "role": "viewer"})
    link = shown_once(made.content.decode()).removeprefix("http://testserver")
    [logout] = re.findall(r'action="(/logout[^"]+)"', page.get(link).content.decode())
    assert page.post(logout).headers["Location"] == link
    [login] = re.findall(r'href="(/login[^"]+)"', page.get(link).content.decode())
    answer = page.post(login, {"username": "ada", "password": "the password of ada", "next": link})
    assert answer.headers["Location"] == link


def test_names_are_text_and_never_markup(show: Show, boss: User) -> None:
    a_user("bob", "viewer", show, first_name="<script>alert(1)</script>")
    for address in ("/people/", f"/people/shows/{show.pk}/", "/people/users/bob/"):
        page = browser_of(boss).get(address)
        assert b"<script>alert" not in page.content and b"&lt;script&gt;" in page.content
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", page.content.decode())


def test_the_list_of_shows_leads_who_manages_people_to_them(show: Show, ada: User) -> None:
    assert b'href="/people/"' in browser_of(ada).get("/").content
    assert b'href="/people/"' not in browser_of(a_user("bob", "viewer", show)).get("/").content
    assert f'data-people="/people/shows/{show.pk}/"' in browser_of(ada).get(f"/shows/{show.pk}/").content.decode()
