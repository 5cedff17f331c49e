"""Who may publish into the ingest server."""

from __future__ import annotations

import pytest
from django.test import Client

from studio.api.ingest import hook_secret
from studio.models import Source
from tests.studio.makers import BARS, PUSH, a_show, add, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def camera() -> tuple[str, str]:
    """A push source: its id, and its key."""
    made = add(client_of("director"), a_show(), "sources", PUSH)
    name, _, key = made["stream_key"].partition("?key=")
    assert name == made["id"] and made["push_url"].startswith("rtmp://testserver:")
    return name, key


def publish(fields: dict[str, str], secret: str | None = None) -> int:
    """The hook's answer to what nginx posts."""
    answer = Client().post(f"/api/v1/ingest/publish/{hook_secret() if secret is None else secret}", fields)
    return answer.status_code


def test_the_right_key_opens_its_own_source(camera: tuple[str, str]) -> None:
    name, key = camera
    assert publish({"app": "live", "name": name, "key": key}) == 204
    assert publish({"app": "live", "name": name, "args": f"key={key}"}) == 204


def test_anything_else_is_refused(camera: tuple[str, str]) -> None:
    name, key = camera
    other = add(client_of("director"), a_show(), "sources", PUSH)["id"]
    bars = add(client_of("director"), a_show(), "sources", BARS)["id"]
    for fields in (
        {"app": "live", "name": name},
        {"app": "live", "name": name, "key": ""},
        {"app": "live", "name": name, "key": key[:-1]},
        {"app": "live", "name": other, "key": key},
        {"app": "live", "name": bars, "key": ""},
        {"app": "other", "name": name, "key": key},
        {"app": "live", "key": key},
        {},
    ):
        assert publish(fields) == 403, fields


def test_only_the_ingest_server_may_ask(camera: tuple[str, str]) -> None:
    name, key = camera
    assert publish({"app": "live", "name": name, "key": key}, secret="guess") == 403


def test_a_publisher_cannot_talk_the_hook_into_another_name(camera: tuple[str, str]) -> None:
    """nginx appends what the publisher sends to what it says itself."""
    name, key = camera
    body = f"app=live&name=src_victim&key={key}&name={name}"
    answer = Client().post(
        f"/api/v1/ingest/publish/{hook_secret()}", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 403


def test_a_rotated_key_ends_the_old_one(camera: tuple[str, str]) -> None:
    name, key = camera
    show = Source.objects.get(pk=name).show_id
    fresh = client_of("director").post(f"/api/v1/shows/{show}/sources/{name}/rotate_key").json()["stream_key"]
    assert publish({"app": "live", "name": name, "key": key}) == 403
    assert publish({"app": "live", "name": name, "key": fresh.partition("?key=")[2]}) == 204


def test_keys_are_shown_once_and_stored_hashed(camera: tuple[str, str]) -> None:
    name, key = camera
    row = Source.objects.get(pk=name)
    client = client_of("director")
    for address in ("", "/sources", f"/sources/{name}", "/export"):
        assert key not in client.get(f"/api/v1/shows/{row.show_id}{address}").content.decode()
    assert key not in str(Source.objects.values())
