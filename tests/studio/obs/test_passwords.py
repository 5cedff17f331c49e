"""Passwords by API and page: made by directors, shown once, kept so that a stolen database opens nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mixer.protocol.redaction import redacted
from studio.errors import Refused
from studio.models import ObsPassword, Token
from studio.obs import passwords
from studio.people import members, tokens
from studio.people.models import SignInTry
from studio.people.secrets import token_of
from tests.studio.makers import a_show, a_user, client_of, signed_in

pytestmark = pytest.mark.django_db


def proved(text: str, asked: str = "asked") -> Any:
    return passwords.proved(passwords.proof(passwords.secret_of(text), asked), asked)


def test_a_password_is_shown_once_opens_its_show_and_ends() -> None:
    show = a_show()
    director, address = client_of("director", show), f"/api/v1/shows/{show.pk}/obs-passwords"
    answer = director.post(address, {"name": "Stream deck", "role": "producer"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["id"].startswith("obs_") and made["password"].startswith("obs_")
    [listed] = director.get(address).json()["results"]
    assert listed == {name: part for name, part in made.items() if name != "password"}
    assert (listed["name"], listed["role"]) == ("Stream deck", "producer")
    token = proved(made["password"])
    assert (token.show_id, token.role) == (show.pk, "producer")
    assert director.get(address).json()["results"][0]["last_used"] is not None
    assert director.delete(f"{address}/{made['id']}").status_code == 204
    assert proved(made["password"]) is None
    assert director.delete(f"{address}/{made['id']}").status_code == 404


def test_an_answer_that_is_repeated_has_no_password_in_it() -> None:
    show = a_show()
    director, address = client_of("director", show), f"/api/v1/shows/{show.pk}/obs-passwords"
    both = [
        director.post(address, {"name": "Deck", "role": "viewer"}, headers={"Idempotency-Key": "once"}).json()
        for _ in range(2)
    ]
    assert both[0]["password"] and both[1]["password"] is None
    assert both[0]["id"] == both[1]["id"] and ObsPassword.objects.count() == 1


def test_the_database_has_neither_the_password_nor_what_is_derived_from_it() -> None:
    row, text = passwords.give(None, a_show(), "Deck", "director")
    stored = f"{row.sealed} {row.token.hash}"
    assert text not in stored and passwords.secret_of(text) not in stored
    assert text not in redacted(f"somebody tried {text} here")


def test_the_proof_is_the_protocols_own() -> None:
    """Worked out by hand from the protocol's description, with the salt of this studio."""
    from base64 import b64encode
    from hashlib import sha256

    secret = b64encode(sha256(b"supersecret" + passwords.salt().encode()).digest())
    assert passwords.secret_of("supersecret").encode() == secret
    response = b64encode(sha256(secret + b"ztTBnnuqrqaKDzRM3xcVdbYm").digest()).decode()
    assert passwords.proof(passwords.secret_of("supersecret"), "ztTBnnuqrqaKDzRM3xcVdbYm") == response


def test_a_response_is_good_for_its_challenge_alone() -> None:
    _, text = passwords.give(None, a_show(), "Deck", "director")
    response = passwords.proof(passwords.secret_of(text), "one")
    assert passwords.proved(response, "one") and passwords.proved(response, "two") is None
    assert passwords.proved("ünicode", "one") is None


def test_of_two_shows_each_password_opens_its_own() -> None:
    shows = [a_show("One"), a_show("Two")]
    texts = [passwords.give(None, show, "Deck", "director")[1] for show in shows]
    assert [proved(text).show_id for text in texts] == [show.pk for show in shows]


def test_it_ends_by_itself_with_its_maker_and_is_no_token() -> None:
    show = a_show()
    ada = a_user("ada", "director", show)
    row, text = passwords.give(ada, show, "Deck", "director", timezone.now() + timedelta(days=1))
    assert token_of(text) is None
    assert list(tokens.seen_by(ada)) == []
    Token.objects.filter(pk=row.token_id).update(expires=timezone.now() - timedelta(seconds=1))
    assert proved(text) is None
    _, other = passwords.give(ada, show, "Deck", "director")
    members.take_role(None, ada, show.pk)
    assert proved(other) is None


def test_nobody_gives_more_than_theirs_and_not_without_end() -> None:
    show = a_show()
    with pytest.raises(Refused, match="more than you have"):
        passwords.give(a_user("ben", "producer", show), show, "Deck", "director")
    for number in range(passwords.MOST):
        passwords.give(None, show, f"Deck {number}", "viewer")
    with pytest.raises(Refused, match="End one first"):
        passwords.give(None, show, "One more", "viewer")


@pytest.mark.parametrize("sent", [{}, {"name": "x"}, {"name": "x", "role": "king"}, {"name": "a\nb", "role": "viewer"}])
def test_what_makes_no_sense_is_refused(sent: dict[str, str]) -> None:
    show = a_show()
    answer = client_of("director", show).post(f"/api/v1/shows/{show.pk}/obs-passwords", sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert ObsPassword.objects.count() == 0


def test_on_the_page_of_its_show_a_director_makes_and_ends_one(settings: Any) -> None:
    show = a_show()
    page = signed_in(a_user("ada", "director", show))
    where = f"/people/shows/{show.pk}/"
    assert "TALLY_OBS_PORT" in page.get(where).content.decode()
    settings.OBS_PORT = 4455
    assert "port 4455" in page.get(where).content.decode()
    made = page.post(where, {"do": "obs", "name": "Stream deck", "role": "director", "days": ""}, format="multipart")
    assert made.status_code == 200
    text = made.content.decode().split('value="obs_')[1].split('"')[0]
    assert proved(f"obs_{text}").show_id == show.pk
    row = ObsPassword.objects.get()
    listed = page.get(where).content.decode()
    assert "Stream deck" in listed and text not in listed
    assert page.post(where, {"do": "end_obs", "id": row.token_id}, format="multipart").status_code == 302
    assert proved(f"obs_{text}") is None
    assert page.post(where, {"do": "end_obs", "id": row.token_id}, format="multipart").status_code == 404


def test_a_wrong_password_leaves_no_password_behind() -> None:
    from studio.people import guessing

    guessing.begin_at("192.0.2.7", "obs-websocket")
    one = SignInTry.objects.get()
    assert (one.address, one.browser) == ("192.0.2.7", "")
