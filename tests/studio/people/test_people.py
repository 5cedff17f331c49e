"""Signing in: links that work once, tokens that end, doors that lock."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from mixer.protocol.redaction import redacted
from studio.models import Show, SignInLink, Token
from studio.people.links import link_for, owner
from studio.people.secrets import make_link, make_token
from studio.redact import Redaction
from tests.studio.makers import a_show

pytestmark = pytest.mark.django_db


def test_looking_at_a_sign_in_link_does_not_use_it_up_and_pressing_the_button_does(client: Client) -> None:
    address = "/link/" + make_link(owner())
    assert [client.get(address).status_code for _ in range(2)] == [200, 200]
    assert client.post(address).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(owner().pk)
    assert Client().post(address).status_code == Client().get(address).status_code == 410


def test_who_signs_in_by_a_link_lands_in_the_show_that_is_on_air(client: Client) -> None:
    shows = [a_show(), a_show(), a_show()]
    assert client.post("/link/" + make_link(owner())).headers["Location"] == "/"
    Show.objects.filter(pk=shows[1].pk).update(wanted=True)
    assert client.post("/link/" + make_link(owner())).headers["Location"] == f"/shows/{shows[1].pk}/"
    Show.objects.filter(pk=shows[2].pk).update(wanted=True)
    assert client.post("/link/" + make_link(owner())).headers["Location"] == "/", "of two, nobody knows which"


def test_a_sign_in_link_ends_after_ten_minutes(client: Client) -> None:
    address = "/link/" + make_link(owner())
    SignInLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.post(address).status_code == 410
    assert "_auth_user_id" not in client.session


def test_a_sign_in_link_needs_our_own_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    address = "/link/" + make_link(owner())
    assert strict.post(address).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get(address).content.decode())
    assert token
    assert strict.post(address, {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_secrets_are_stored_as_hashes_only() -> None:
    secret, (_, text) = make_link(owner()), make_token("t", "viewer")
    assert secret not in str(SignInLink.objects.values()) and text not in str(Token.objects.values())


@pytest.mark.parametrize("end", [{"revoked": timezone.now()}, {"expires": timezone.now() - timedelta(seconds=1)}])
def test_a_token_that_ended_opens_nothing(end: dict[str, object]) -> None:
    token, text = make_token("t", "director")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert client.get("/api/v1/shows").status_code == 200
    Token.objects.filter(pk=token.pk).update(**end)
    answer = client.get("/api/v1/shows")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_the_commands_print_a_token_and_a_link_that_work(client: Client) -> None:
    said = StringIO()
    call_command("token", "robot", "--role", "director", "--show", a_show().pk, stdout=said)
    robot = APIClient()
    robot.credentials(HTTP_AUTHORIZATION=f"Bearer {said.getvalue().strip()}")
    assert robot.get("/api/v1/shows").json()["count"] == 1
    call_command("token", "robot", "--revoke", stdout=said)
    assert robot.get("/api/v1/shows").status_code == 401
    said = StringIO()
    call_command("link", stdout=said)
    assert client.post("/link/" + said.getvalue().strip().rpartition("/")[2]).status_code == 302


def test_the_owner_is_made_once_and_has_no_password() -> None:
    assert owner().pk == owner().pk and User.objects.count() == 1
    assert not owner().has_usable_password() and owner().is_staff


def test_the_console_session_needs_the_csrf_header() -> None:
    strict = APIClient(enforce_csrf_checks=True)
    strict.login(username=User.objects.create_user("u", password="a long password", is_staff=True), password="")
    strict.force_login(User.objects.get(username="u"))
    assert strict.post("/api/v1/shows", {"name": "X"}).status_code == 403
    assert strict.get("/api/v1/shows").status_code == 200


def test_guessing_passwords_is_locked_out(client: Client) -> None:
    User.objects.create_user("u", password="a long password")
    wrong, right = {"username": "u", "password": "guess"}, {"username": "u", "password": "a long password"}
    assert [client.post("/login", wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.post("/login", right).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_password_signs_in(client: Client) -> None:
    User.objects.create_user("u", password="a long password")
    assert client.post("/login", {"username": "u", "password": "a long password"}).status_code == 302
    assert client.post("/logout").status_code == 302
    assert "_auth_user_id" not in client.session


def test_pages_come_with_a_strict_content_policy(client: Client) -> None:
    answer = client.get("/login")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "line",
    [
        "POST /link/SECRETsecretSECRET 200",
        "POST /join/SECRETsecretSECRET 302",
        "GET /login?next=/join/SECRETsecretSECRET 200",
        "GET /password/SECRETsecretSECRET 200",
        "GET /hls/shw_x/index.m3u8?key=12.SECRETsecretSECRET 200",
        "rtmp://127.0.0.1/live/src_a?key=SECRETsecretSECRET",
        "Authorization: Bearer SECRETsecretSECRET",
        "token tly_SECRETsecretSECRET made",
        "/api/v1/ingest/publish/SECRETsecretSECRET",
        "WARNING studio.security: /view/12.SECRETsecretSECRET: database is locked",
        "/ws/view/12.SECRETsecretSECRET/monitor/program/",
        "Internal Server Error: /present/12.SECRETsecretSECRET/pages/3/640.jpg",
        "/api/ograf/SECRETsecretSECRET/ograf/v1/graphics",
        "stream_key=SECRETsecretSECRET&x=1",
        "cannot open https://camera:SECRETsecretSECRET@cam.example:8443/live",
    ],
)
def test_logs_keep_no_secret(line: str) -> None:
    assert "SECRET" not in redacted(line)
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (line,), None)
    assert Redaction().filter(record) and "SECRET" not in record.getMessage()


def test_a_link_names_this_server() -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/link/\S{40,}", link_for(owner()))
