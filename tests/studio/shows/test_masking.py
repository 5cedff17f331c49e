"""Passwords and keys in the addresses of sources are for those who may change them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from studio.models import Overlay, Show, Source
from studio.shows.addresses import masked, masked_file
from tests.studio.air.rig import browser, close_rooms, token_of
from tests.studio.makers import a_show, client_of

URL = "rtsp://admin:hunter2@cam.example/stage?streamkey=s3cret&quality=high"
SHOWN = "rtsp://cam.example/stage?streamkey=…&quality=high"


def a_guarded_show() -> Show:
    show = a_show()
    Source.objects.create(id="src_cam", show=show, position=0, name="Camera", input={"kind": "pull", "url": URL})
    return show


def test_an_address_keeps_its_host_and_loses_its_secrets() -> None:
    assert masked({"kind": "pull", "url": URL}) == {"kind": "pull", "url": SHOWN}
    signed = "https://cdn.example/live.m3u8?X-Amz-Credential=AKIA&X-Amz-Signature=f00d&sig=beef&t=1"
    shown = masked({"kind": "pull", "url": signed})["url"]
    assert not [secret for secret in ("AKIA", "f00d", "beef") if secret in shown] and shown.endswith("&t=1")


def test_what_has_no_address_stays_as_it_is() -> None:
    file = {"name": "Show", "sources": [{"id": "a", "input": {"kind": "test"}}, {"id": "b", "input": {"kind": "push"}}]}
    assert masked_file(file) == file


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "shown"), [("viewer", SHOWN), ("producer", URL), ("director", URL)])
@pytest.mark.parametrize("part", ["", "/export", "/sources", "/sources/src_cam"])
def test_only_who_may_edit_reads_the_secrets_of_an_address(role: str, shown: str, part: str) -> None:
    show = a_guarded_show()
    answer = client_of(role, show).get(f"/api/v1/shows/{show.pk}{part}")
    assert answer.status_code == 200 and json.dumps(shown, ensure_ascii=False) in answer.content.decode()
    assert ("hunter2" in answer.content.decode()) == (shown == URL)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "told"), [("viewer", False), ("producer", True)])
@pytest.mark.parametrize("part", ["", "/export", "/overlays", "/overlays/ovl_chat"])
def test_only_who_may_edit_reads_the_secrets_of_a_page_over_the_picture(role: str, told: bool, part: str) -> None:
    show = a_show()
    page = {"kind": "web", "url": "https://ada:hunter2@chat.example/?token=s3cret&theme=dark"}
    Overlay.objects.create(id="ovl_chat", show=show, position=0, name="Chat", content=page)
    words = client_of(role, show).get(f"/api/v1/shows/{show.pk}{part}").content.decode()
    assert "theme=dark" in words and [("hunter2" in words), ("s3cret" in words)] == [told, told]


@pytest.mark.django_db
def test_a_list_of_shows_is_masked_show_by_show() -> None:
    a_guarded_show()
    assert "hunter2" not in client_of("viewer").get("/api/v1/shows").content.decode()
    assert "hunter2" in client_of("producer").get("/api/v1/shows").content.decode()


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await sync_to_async(a_guarded_show)()
    await close_rooms()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("role", "shown"), [("viewer", SHOWN), ("producer", URL)])
async def test_a_console_shows_no_secrets_to_who_may_only_watch(show: Show, role: str, shown: str) -> None:
    async with browser(show, await token_of(role, show)) as page:
        first = await page.until("snapshot")
        assert first["show"]["sources"][0]["input"]["url"] == shown
        await Show.objects.filter(pk=show.pk).aupdate(name="Renamed", revision=first["revision"] + 1)
        change = await page.until("change")
        assert change["show"]["sources"][0]["input"]["url"] == shown
