"""Off air, a console has a picture of each source that ever had one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from studio.air.control.clients import Client
from studio.air.processes.show_paths import paths_of
from studio.air.runmixer import last_tiles
from studio.library.models import thumbnail_of
from studio.shows.edits import edit
from studio.shows.models import Show
from studio.shows.rows import add
from tests.studio.air.rig import Browser, PaperMixer, a_show, browser, close_rooms, paper_mixer, token_of
from tests.studio.rundowns.makers import an_asset

pytestmark = pytest.mark.django_db(transaction=True)
SEEN, FILE = b"\xff\xd8seen on air", b"\xff\xd8of the file"


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


async def source_of(show: Show, name: str, **value: Any) -> str:
    row = await sync_to_async(edit)(show.pk, lambda one: add(one, "sources", {"name": name, "input": value}))
    return str(row[0].pk)


async def looking(page: Browser) -> None:
    await page.until("snapshot")
    await page.say({"type": "watch", "tiles": True, "meters": False})


async def next_picture(page: Browser) -> tuple[str, bytes]:
    while not (data := (await page.next()).get("bytes")):
        pass
    return data[2 : 2 + data[1]].decode(), data[2 + data[1] :]


async def test_off_air_a_source_shows_what_it_showed_last(show: Show) -> None:
    bars = await source_of(show, "Bars", kind="test")
    await source_of(show, "Never seen", kind="test")
    last_tiles.keep(paths_of(show.pk).tiles, {bars: SEEN})
    async with browser(show, await token_of("viewer", show)) as page:
        await looking(page)
        assert await next_picture(page) == (bars, SEEN)


async def test_a_source_that_is_new_shows_its_file_without_a_reload(show: Show) -> None:
    asset = await sync_to_async(an_asset)()
    thumbnail_of(asset.pk).parent.mkdir(parents=True)
    thumbnail_of(asset.pk).write_bytes(FILE)
    async with browser(show, await token_of("director", show)) as page:
        await looking(page)
        opener = await source_of(show, "Opener", kind="file", asset=asset.pk)
        assert await next_picture(page) == (opener, FILE)


def plays(mixer: PaperMixer, client: Client, source: str, tile: bytes) -> None:
    """Whoever looks is shown this tile."""
    mixer.show_state.look(client.outbox, client.watch.wants)
    mixer.show_state.tile(source.encode(), tile)


async def test_on_air_only_what_the_mixer_says_is_shown(show: Show) -> None:
    bars = await source_of(show, "Bars", kind="test")
    last_tiles.keep(paths_of(show.pk).tiles, {bars: SEEN})
    live = b"T" + bytes([len(bars)]) + bars.encode() + b"live"
    async with paper_mixer(show) as mixer, browser(show, await token_of("director", show)) as page:
        await page.until("snapshot", link="up")
        mixer.watching = lambda client: plays(mixer, client, bars, live)  # type: ignore[method-assign]
        await page.say({"type": "watch", "tiles": True, "meters": False})
        assert await next_picture(page) == (bars, b"live")
