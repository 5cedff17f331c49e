"""A still's tile is made once: whoever begins to look, at whatever moment, has it all the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.control.clients import Client
from studio.air.control.link import Link
from studio.air.control.outbox import Outbox
from studio.shows.models import Show
from tests.studio.air.rig import Browser, PaperMixer, a_show, browser, close_rooms, paper_mixer, token_of
from tests.waiting import until_async

pytestmark = pytest.mark.django_db(transaction=True)
STILL = b"T\x05stillJPEG"
JOINS = 50


@pytest.fixture
async def show(settings: Any, tmp_path: Path) -> AsyncIterator[Show]:
    settings.TALLY_HOME = tmp_path
    yield await a_show()
    await close_rooms()


def play_a_still(mixer: PaperMixer) -> None:
    """As an engine does: its tile is made when somebody begins to look, and never again as long as anybody does."""
    plain, looked = mixer.watching, False

    def watching(client: Client) -> None:
        nonlocal looked
        plain(client)
        if client in mixer.control.clients:
            mixer.show_state.look(client.outbox, client.watch.wants)
        looks = any(one.watch.tiles for one in mixer.control.clients)
        if looks and not looked:
            mixer.show_state.tile(b"still", STILL)
        looked = looks

    mixer.watching = watching  # type: ignore[method-assign]


async def has_its_tile(page: Browser) -> None:
    while (await page.next()).get("bytes") != STILL:
        pass


async def test_whoever_joins_at_any_moment_has_the_tile_of_a_still(show: Show) -> None:
    chance, token = random.Random(7), await token_of("director", show)
    beside: list[Any] = []
    async with paper_mixer(show) as mixer:
        play_a_still(mixer)
        for number in range(JOINS):
            if number % 10 == 9:
                await close_rooms()  # the link is made anew while the page begins to look
            page = browser(show, token)
            opened = await page.__aenter__()
            await asyncio.sleep(chance.choice((0, 0, chance.random() / 50)))
            await opened.say({"type": "watch", "tiles": True, "meters": False})
            await has_its_tile(opened)
            beside.append(page)
            while beside and chance.random() < 0.6:  # some reload, some stay beside the next
                await beside.pop(chance.randrange(len(beside))).__aexit__(None, None, None)
        for page in beside:
            await page.__aexit__(None, None, None)


class Follows:
    """A page's end of a link, as much of one as tiles need."""

    def __init__(self) -> None:
        self.outbox = Outbox()

    def link_is(self, up: bool) -> None: ...
    def hears(self, message: dict[str, Any]) -> None: ...


async def test_who_looks_while_the_link_is_being_made_is_asked_for_once_it_is(show: Show) -> None:
    follower = Follows()

    class Early(Link):
        def _take_snapshot(self, message: dict[str, Any]) -> None:
            self.look(follower.outbox, {"tiles"})  # connected, and nothing is known yet
            super()._take_snapshot(message)

    async with paper_mixer(show) as mixer:
        play_a_still(mixer)
        link = Early(show.pk)
        link.followers.append(follower)
        link.open()
        await until_async(lambda: follower.outbox.next() == STILL, "the tile")
        await link.close()
