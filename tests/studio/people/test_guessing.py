"""Guessing one name, spraying many, and an owner whom nobody can lock out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from studio.models import SignInTry
from studio.people import guessing
from studio.people.links import link_for
from studio.people.secrets import make_link
from tests.studio.makers import a_user

pytestmark = pytest.mark.django_db
RIGHT = {"username": "dora", "password": "the password of dora"}


@pytest.fixture(autouse=True)
def dora() -> User:
    return a_user("dora")


def tried(name: str, address: str = "198.51.100.1", client: Client | None = None) -> Any:
    return (client or Client()).post("/login", {"username": name, "password": "Summer2026!"}, REMOTE_ADDR=address)


def signs_in(client: Client, address: str) -> bool:
    return bool(client.post("/login", RIGHT, REMOTE_ADDR=address).status_code == 302)


def sprayed(times: int = 20) -> None:
    """Wrong passwords for dora, each from another address."""
    for number in range(times):
        assert tried("dora", f"203.0.113.{number}").status_code == 200


def test_one_address_tries_twenty_names_a_minute_and_no_more() -> None:
    answers = [tried(f"name{number}").status_code for number in range(25)]
    assert answers == [200] * 20 + [429] * 5
    assert tried("one more", "198.51.100.2").status_code == 200, "another address goes on"


def test_one_name_is_tried_twenty_times_a_minute_whatever_the_addresses() -> None:
    sprayed()
    assert tried("dora", "203.0.113.99").status_code == tried("DORA ", "203.0.113.98").status_code == 429
    assert tried("ada", "203.0.113.99").status_code == 200


def test_a_held_back_page_says_when_to_try_again() -> None:
    answers = [tried("dora") for _ in range(6)]
    assert answers[-1].status_code == 429 and 590 <= int(answers[-1]["Retry-After"]) <= 600
    assert b"Try again in 10 minutes" in answers[-1].content
    sprayed(15)
    held = tried("dora", "192.0.2.1")
    assert 0 < int(held["Retry-After"]) <= 60 and f"Try again in {held['Retry-After']} second" in held.content.decode()


def test_nobody_locks_the_director_out_by_spraying_the_name_from_elsewhere() -> None:
    home = Client()
    assert signs_in(home, "192.0.2.7")
    home.post("/logout")
    sprayed()
    assert signs_in(home, "192.0.2.7"), "where she signed in before she is known"
    home.post("/logout")
    for _ in range(6):
        tried("dora", "192.0.2.7")  # and somebody in her own house cannot lock her out either
    assert signs_in(home, "192.0.2.7")


def test_a_sign_in_link_works_whatever_is_sprayed_and_makes_the_browser_known(dora: User) -> None:
    sprayed()
    new = Client()
    assert not signs_in(new, "192.0.2.8")
    assert new.post("/link/" + link_for(dora).rpartition("/")[2]).status_code == 302
    new.post("/logout")
    assert signs_in(new, "192.0.2.8")


def test_a_known_browser_guesses_no_more_than_others() -> None:
    home = Client()
    signs_in(home, "192.0.2.7")
    home.post("/logout")
    assert [tried("dora", f"192.0.2.{n}", home).status_code for n in range(6)] == [200] * 5 + [429]


def test_a_browser_is_known_for_the_name_it_signed_in_and_no_other(dora: User) -> None:
    eve = Client()
    eve.post("/link/" + make_link(a_user("eve")))
    eve.post("/logout")
    sprayed()
    assert tried("dora", "192.0.2.9", eve).status_code == 429
    eve.cookies[guessing._cookie()] = "forged:cookie"
    assert tried("dora", "192.0.2.9", eve).status_code == 429


def test_a_lock_ends_by_itself_however_long_somebody_keeps_knocking() -> None:
    for _ in range(30):
        tried("dora")
    assert SignInTry.objects.count() == 5, "what is refused is not counted"
    SignInTry.objects.update(at=timezone.now() - timedelta(minutes=10))
    assert signs_in(Client(), "198.51.100.1")
    assert not SignInTry.objects.exists(), "and what is over is forgotten"


def test_who_mistypes_and_then_gets_it_right_begins_anew() -> None:
    for _ in range(3):
        for _ in range(4):
            assert tried("dora").status_code == 200
        assert signs_in(Client(), "198.51.100.1")


def test_the_name_that_was_typed_is_not_kept() -> None:
    tried("my-password-by-mistake")
    assert "my-password" not in str(SignInTry.objects.values())


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [(0, "203.0.113.1", "192.0.2.1"), (1, "6.6.6.6, 203.0.113.1", "203.0.113.1"),
     (1, "6.6.6.6, 2001:db8::7", "2001:db8::/64")],
)  # fmt: skip
def test_an_address_is_told_by_our_own_proxies_only(
    monkeypatch: pytest.MonkeyPatch, proxies: int, header: str, address: str
) -> None:
    monkeypatch.setattr("rest_framework.throttling.api_settings.NUM_PROXIES", proxies)
    request = RequestFactory().get("/login", headers={"X-Forwarded-For": header}, REMOTE_ADDR="192.0.2.1")
    assert guessing.address_of(request) == address


def test_one_ipv6_network_counts_as_one_address() -> None:
    answers = [tried(f"name{number}", f"2001:db8:1:2::{number:x}").status_code for number in range(21)]
    assert answers == [200] * 20 + [429]
