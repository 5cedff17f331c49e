"""Invitations: good once, for whoever opens them first, as long as who gave them could."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from studio.models import Event, Invitation, Membership, Show, Token
from studio.people import invitations, members, users
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db
NEW = {"name": "li.wei", "shown": "Li Wei", "password": "quite a long one"}


@pytest.fixture
def show() -> Show:
    return a_show()


@pytest.fixture
def ada(show: Show) -> User:
    return a_user("ada", "director", show)


def link_by(client: APIClient, show: Show, **values: Any) -> str:
    """The path of a fresh invitation's page."""
    answer = client.post(f"/api/v1/shows/{show.pk}/invitations", {"role": "producer", **values})
    assert answer.status_code == 201, answer.json()
    return "/" + str(answer.json()["link"]).split("/", 3)[3]


def test_an_invited_person_chooses_a_name_and_lands_in_the_show(show: Show, ada: User, client: Client) -> None:
    link = link_by(signed_in(ada), show, label="Li", email="li@example.org")
    page = client.get(link).content.decode()
    assert show.name in page and "ada invites you" in page and "as a producer" in page
    answer = client.post(link, NEW)
    assert answer.headers["Location"] == f"/shows/{show.pk}/"
    li = User.objects.get(username="li.wei")
    assert client.session["_auth_user_id"] == str(li.pk) and li.check_password(NEW["password"])
    assert (li.first_name, li.email, li.is_staff) == ("Li Wei", "li@example.org", False)
    assert Membership.objects.get(user=li).role == "producer"


def test_an_invitation_is_good_once_and_looking_at_it_does_not_use_it_up(show: Show, ada: User) -> None:
    link = link_by(signed_in(ada), show)
    assert [Client().get(link).status_code for _ in range(2)] == [200, 200]
    assert Client().post(link, NEW).status_code == 302
    late = Client().post(link, NEW | {"name": "late"})
    assert late.status_code == Client().get(link).status_code == 410
    assert not User.objects.filter(username="late").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": "ada"}, {"name": "ADA"}, {"name": "li wei"}, {"name": ""}, {"password": "short"},
     {"password": "password12"}, {"shown": "Li\u202eieW"}],
)  # fmt: skip
def test_a_form_that_is_not_right_yet_keeps_the_invitation(show: Show, ada: User, wrong: dict[str, str]) -> None:
    link = link_by(signed_in(ada), show)
    answer = Client().post(link, NEW | wrong)
    assert answer.status_code == 200 and b'role="alert"' in answer.content
    assert User.objects.count() == 1 and Client().post(link, NEW).status_code == 302


def test_who_has_an_account_accepts_for_it_and_keeps_a_higher_role(show: Show, ada: User) -> None:
    bob, link = a_user("bob"), link_by(signed_in(ada), show)
    browser = Client()
    browser.force_login(bob)
    assert b"Accept as bob" in browser.get(link).content
    assert browser.post(link).headers["Location"] == f"/shows/{show.pk}/"
    assert Membership.objects.get(user=bob).role == "producer"
    browser.force_login(ada)
    browser.post(link_by(signed_in(ada), show, role="viewer"))
    assert Membership.objects.get(user=ada).role == "director"


def test_an_invitation_never_costs_what_an_account_may_do_already(show: Show, ada: User) -> None:
    bob = a_user("bob", "captions", show)
    browser = Client()
    browser.force_login(bob)
    link = link_by(signed_in(ada), show, role="sound")
    answer = browser.post(link)
    assert answer.status_code == 409 and b"ask a director to change your role" in answer.content
    assert Membership.objects.get(user=bob).role == "captions" and Invitation.objects.get().used is None
    browser.post(link_by(signed_in(ada), show, role="director"))
    assert Membership.objects.get(user=bob).role == "director", "which has all of theirs"


@pytest.mark.parametrize(("role", "words"), [("sound", b"to mix the sound"), ("captions", b"to correct the captions")])
def test_an_invitation_says_what_for(show: Show, ada: User, role: str, words: bytes) -> None:
    assert words in Client().get(link_by(signed_in(ada), show, role=role)).content


def test_an_invitation_needs_our_own_page(show: Show, ada: User) -> None:
    link = link_by(signed_in(ada), show)
    assert Client(enforce_csrf_checks=True).post(link, NEW).status_code == 403
    assert Client().get(link).status_code == 200


def test_an_invitation_ends_after_seven_days_or_when_it_is_said(show: Show, ada: User) -> None:
    director = signed_in(ada)
    link = link_by(director, show)
    expires = Invitation.objects.get().expires
    assert expires and abs(expires - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    Invitation.objects.update(expires=timezone.now())
    assert Client().post(link, NEW).status_code == 410
    link = link_by(director, show, expires=(timezone.now() + timedelta(hours=1)).isoformat())
    [row] = director.get(f"/api/v1/shows/{show.pk}/invitations").json()["results"]
    assert row["by"] == "ada" and "link" not in row
    assert director.delete(f"/api/v1/shows/{show.pk}/invitations/{row['id']}").status_code == 204
    assert Client().post(link, NEW).status_code == 410
    past = {"role": "viewer", "expires": "2020-01-01T00:00:00Z"}
    assert director.post(f"/api/v1/shows/{show.pk}/invitations", past).status_code == 400


@pytest.mark.parametrize("how", ["demoted", "taken out", "switched off", "removed"])
def test_an_invitation_ends_with_the_right_of_who_gave_it(show: Show, ada: User, how: str) -> None:
    link = link_by(signed_in(ada), show)
    if how == "demoted":
        members.give_role(None, ada, show.pk, "producer")
        members.give_role(None, ada, show.pk, "director")  # a right that comes back brings nothing back
    elif how == "taken out":
        members.take_role(None, ada, show.pk)
    elif how == "switched off":
        users.change_user(None, ada, {"active": False})
        users.change_user(None, ada, {"active": True})
    else:
        users.remove_user(None, ada)
    assert Client().post(link, NEW).status_code == 410


def test_an_invitation_ends_with_the_token_that_gave_it(show: Show) -> None:
    link = link_by(client_of("director", show), show)
    assert client_of("director").delete(f"/api/v1/tokens/{Token.objects.get(show=show).pk}").status_code == 204
    assert Client().post(link, NEW).status_code == 410


def test_only_administrators_themselves_invite_administrators(show: Show, ada: User) -> None:
    boss, wanted = a_user("boss", is_staff=True), {"staff": True, "label": "Eve"}
    for client in (signed_in(ada), client_of("director"), client_of("director", show)):
        assert client.post("/api/v1/invitations", wanted).status_code == 403
        assert client.post(f"/api/v1/shows/{show.pk}/invitations", wanted).status_code in (400, 403)
    link = "/" + signed_in(boss).post("/api/v1/invitations", wanted).json()["link"].split("/", 3)[3]
    assert b"as an administrator" in Client().get(link).content
    assert Client().post(link, NEW).headers["Location"] == "/"
    assert User.objects.get(username="li.wei").is_staff
    both = {"staff": True, "show": show.pk}
    assert [signed_in(boss).post("/api/v1/invitations", body).status_code for body in (both, {})] == [400, 400]


def test_an_invitation_of_another_show_is_not_there(show: Show, ada: User) -> None:
    other = a_show("Other")
    link_by(client_of("director"), other)
    row = Invitation.objects.get()
    assert signed_in(ada).delete(f"/api/v1/shows/{show.pk}/invitations/{row.pk}").status_code == 404


def test_the_secret_of_an_invitation_is_kept_nowhere(show: Show, ada: User) -> None:
    director, key = signed_in(ada), {"Idempotency-Key": "once"}
    address = f"/api/v1/shows/{show.pk}/invitations"
    link = director.post(address, {"role": "viewer"}, headers=key).json()["link"]
    again = director.post(address, {"role": "viewer"}, headers=key).json()
    assert again["link"] is None and Invitation.objects.count() == 1
    assert link.rpartition("/")[2] not in str(list(Invitation.objects.values())) + str(list(Event.objects.values()))


def test_what_was_done_is_in_the_events_of_the_show(show: Show, ada: User) -> None:
    Client().post(link_by(signed_in(ada), show, label="Li"), NEW)
    texts = list(Event.objects.filter(show=show, code="people").order_by("id").values_list("text", flat=True))
    assert texts == [
        "ada invited Li as producer",
        "ada made Li Wei (li.wei) a producer",
        "Li Wei (li.wei) accepted the invitation of ada",
    ]


def test_the_command_line_invites_too(show: Show) -> None:
    said = StringIO()
    call_command("user", "invite", "--show", show.pk, "--role", "director", "--label", "Li", stdout=said)
    assert Client().post("/join/" + said.getvalue().strip().rpartition("/")[2], NEW).status_code == 302
    assert Membership.objects.get(user__username="li.wei").role == "director"


def test_two_who_press_at_once_do_not_both_get_in(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = invitations.invite(None, show, "viewer")
    row = invitations.good_invitation(secret)
    monkeypatch.setattr(invitations, "good_invitation", lambda _: row)  # both have looked before either has pressed
    assert Client().post(f"/join/{secret}", NEW).status_code == 302
    assert Client().post(f"/join/{secret}", NEW | {"name": "second"}).status_code == 410
    assert Membership.objects.count() == 1 and not User.objects.filter(username="second").exists()
