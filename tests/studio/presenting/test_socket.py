"""A presenter's page over its socket: the deck's page, turning it, and the end of a link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from studio.air.browser.routing import websocket_urlpatterns
from studio.presenting import links, socket
from studio.presenting.models import PresenterLink
from studio.shows.models import Show, Source
from tests.studio.air.rig import PATIENCE_S, Browser, close_rooms, paper_mixer
from tests.studio.presenting.makers import a_deck, a_link

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def phone(text: str) -> AsyncIterator[Browser]:
    """A presenter's page."""
    one = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/present/{text}/")
    connected, code = await one.connect(PATIENCE_S)
    assert connected, code
    try:
        yield Browser(one)
    finally:
        await one.disconnect(timeout=PATIENCE_S)
        await close_rooms()


@sync_to_async
def presented() -> tuple[Show, Source, PresenterLink, str]:
    show, source = a_deck()
    row = a_link(show, source)
    return show, source, row, links.LINKS.text_of(row)


def deck_of(source: Source, page: int, *, seen: bool = True) -> dict[str, Any]:
    return {"decks": {"r": {"source": source.pk, "page": page, "cued": page, "pages": 3, "seen": seen}}}


async def test_the_page_of_the_deck_is_told_and_told_again_when_it_is_turned() -> None:
    show, source, _, text = await presented()
    async with paper_mixer(show) as mixer:
        mixer.show_state.change(desk=deck_of(source, 1))
        async with phone(text) as page:
            assert (await page.until("deck", on_air=True))["page"] == 1
            mixer.show_state.change(desk=deck_of(source, 2))
            assert (await page.until("deck", page=2))["pages"] == 3


async def test_a_turn_goes_to_the_mixer_in_the_presenters_name() -> None:
    show, source, _, text = await presented()
    async with paper_mixer(show) as mixer:
        mixer.show_state.change(desk=deck_of(source, 1))
        async with phone(text) as page:
            await page.until("deck", on_air=True)
            await page.say({"type": "turn", "id": "1", "go": "next", "source": "src_other", "verb": "cut"})
            assert (await page.until("answer", id="1"))["ok"]
            (asked,) = mixer.commands
            assert (asked["verb"], asked["source"], asked["go"]) == ("deck", source.pk, "next")
            assert asked["sender"]["by"] == "presenter of Slides (Dr. Okafor)"
            assert asked["sender"]["origin"] == "presenter"


async def test_off_air_that_is_said_and_nothing_waits_for_later() -> None:
    _, _, _, text = await presented()
    async with phone(text) as page:
        assert not (await page.until("deck"))["on_air"]
        await page.say({"type": "turn", "id": "1", "go": "next"})
        answer = await page.until("answer", id="1")
        assert (answer["ok"], answer["code"]) == (False, "off_air")


async def test_a_page_that_is_open_is_closed_when_its_link_is_revoked() -> None:
    show, _, row, text = await presented()
    async with paper_mixer(show) as mixer, phone(text) as page:
        await page.until("deck", on_air=True)
        await sync_to_async(links.end)(None, row)
        await page.say({"type": "turn", "id": "1", "go": "next"})
        assert await page.closed() == 4403
        assert mixer.commands == []


async def test_a_page_that_only_looks_is_closed_too() -> None:
    show, _, row, text = await presented()
    async with paper_mixer(show), phone(text) as page:
        await page.until("deck", on_air=True)
        await sync_to_async(links.end)(None, row)
        assert await page.closed() == 4403


async def test_a_link_that_was_tampered_with_is_shown_the_door() -> None:
    _, _, _, text = await presented()
    async with phone(f"{text}x") as page:
        assert await page.closed() == 4403


async def test_who_presses_like_a_machine_is_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "TURNS_A_S", 0.0)
    monkeypatch.setattr(socket, "TURNS_AT_ONCE", 2.0)
    show, source, _, text = await presented()
    async with paper_mixer(show) as mixer:
        mixer.show_state.change(desk=deck_of(source, 1))
        async with phone(text) as page:
            await page.until("deck", on_air=True)
            for number in range(3):
                await page.say({"type": "turn", "id": str(number), "go": "next"})
            assert (await page.until("answer", id="2"))["code"] == "busy"
            await page.until("answer", id="1")
        assert len(mixer.commands) == 2


async def test_other_commands_are_not_understood() -> None:
    show, _, _, text = await presented()
    async with paper_mixer(show) as mixer, phone(text) as page:
        await page.until("deck", on_air=True)
        await page.say({"type": "command", "id": "1", "verb": "cut"})
        await page.until("refused")
        assert mixer.commands == []
