"""A view over its socket: what it is told, what it may say, and the end of its link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from studio.air.browser import by_link
from studio.air.browser.routing import websocket_urlpatterns
from studio.shows.models import Show, Source
from studio.views import links, messages
from studio.views.models import ViewLink
from tests.studio.air.rig import PATIENCE_S, Browser, browser, close_rooms, paper_mixer, token_of
from tests.studio.views.makers import a_link, a_show

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def page(text: str, path: str = "") -> AsyncIterator[Browser]:
    """The page of a link, or its monitor at `path`."""
    one = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/view/{text}/{path}")
    connected, code = await one.connect(PATIENCE_S)
    assert connected, code
    try:
        yield Browser(one)
    finally:
        await one.disconnect(timeout=PATIENCE_S)


@pytest.fixture(autouse=True)
async def rooms() -> AsyncIterator[None]:
    yield
    await close_rooms()


@sync_to_async
def viewed(kind: str = "multiview") -> tuple[Show, Source, ViewLink, str]:
    show, source = a_show()
    row = a_link(show, kind, source=source.pk if kind == "tally" else "")
    return show, source, row, links.LINKS.text_of(row)


async def part(view: Browser, name: str, *, where: Any = lambda value: True) -> Any:
    """What the view is told next of a part that fits."""
    while not where((await view.until("part", name=name))["value"]):
        pass
    return True


async def test_a_tally_is_told_of_a_cut_and_of_the_end() -> None:
    show, source, _, text = await viewed("tally")
    async with page(text) as view, paper_mixer(show) as mixer:
        mixer.show_state.change(desk={"program": "black", "preview": source.pk})
        await part(view, "desk", where=lambda desk: desk and desk["preview"] == source.pk)
        mixer.show_state.change(desk={"program": source.pk, "preview": "black"})
        await part(view, "desk", where=lambda desk: desk["program"] == source.pk)
        await view.until("beat", live=True)
        mixer.show_state.report(None)
    async with page(text) as view:
        await part(view, "link", where=lambda link: link == "down")


async def test_without_its_mixer_a_view_is_told_that_nothing_is_known() -> None:
    show, _, _, text = await viewed("tally")
    async with paper_mixer(show) as mixer, page(text) as view:
        await part(view, "desk", where=bool)
        for client in list(mixer.control.clients):
            client.socket.transport.abort()
        await part(view, "desk", where=lambda desk: desk is None)
        assert not (await view.until("beat", live=False))["frame"]


async def test_a_message_is_told_at_once_and_who_reads_it_is_told_to_the_console() -> None:
    show, _, _, text = await viewed("floor")
    async with browser(show, await token_of("director", show)) as console, page(text) as view:
        await part(view, "messages")
        row = await sync_to_async(messages.send)(None, show, "Stand by")
        assert await part(view, "messages", where=lambda told: told and told[0]["text"] == "Stand by")
        await view.say({"type": "seen", "message": row.pk})
        while not (told := (await console.until("change")).get("messages")) or not told[0]["seen"]:
            pass
        assert told[0]["seen"][0]["by"] == "Gallery"


async def test_a_link_reads_no_message_of_another_show() -> None:
    _, _, _, text = await viewed("floor")
    other, _ = await sync_to_async(a_show)("Other")
    row = await sync_to_async(messages.send)(None, other, "Stand by")
    async with page(text) as view:
        await view.say({"type": "seen", "message": row.pk})
        await view.say({"type": "nonsense"})
        await view.until("refused")
        assert (await sync_to_async(messages.told)(other.pk))[0]["seen"] == []


async def test_nothing_but_looking_and_reading_can_be_done() -> None:
    show, source, _, text = await viewed("tally")
    async with paper_mixer(show) as mixer, page(text) as view:
        await part(view, "desk", where=bool)
        for asked in (
            {"type": "command", "id": "1", "verb": "cut"},
            {"type": "turn", "id": "1", "go": "next"},
            {"type": "editing", "rundown": "run_a", "items": ["x"]},
            {"type": "seat", "seat": "x", "turn": 9},
            {"type": "watch", "tiles": True, "meters": True},  # of a multiview only
            {"type": "seen", "message": True},
        ):
            await view.say(asked)
            await view.until("refused")
        assert mixer.commands == []


async def test_only_a_multiview_has_pictures() -> None:
    show, _, _, text = await viewed("multiview")
    async with paper_mixer(show), page(text, "monitor/program/") as monitor:
        assert (await monitor.until("monitor"))["session"]["id"] == "s"
    for kind in ("tally", "countdown", "clock", "floor"):
        _, _, _, other = await viewed(kind)
        async with page(other, "monitor/program/") as monitor:
            assert await monitor.closed() == 4403
    async with page(text, "monitor/air/") as monitor:
        assert await monitor.closed() == 4404


async def test_a_page_and_its_monitor_are_closed_when_the_link_is_revoked() -> None:
    show, _, row, text = await viewed()
    async with paper_mixer(show), page(text) as view, page(text, "monitor/program/") as monitor:
        await part(view, "desk", where=bool)
        await monitor.until("monitor")
        await sync_to_async(links.end)(None, row)
        assert await view.closed() == 4403
        assert await monitor.closed() == 4403
    async with page(text) as view:
        assert await view.closed() == 4403


async def test_a_message_is_not_read_by_a_link_that_was_just_revoked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.views.links.nudge", lambda show: None)
    show, _, row, text = await viewed("floor")
    said = await sync_to_async(messages.send)(None, show, "Stand by")
    async with page(text) as view:
        await part(view, "messages", where=bool)
        await sync_to_async(links.end)(None, row)
        await view.say({"type": "seen", "message": said.pk})
        assert await view.closed() == 4403
    assert (await sync_to_async(messages.told)(show.pk))[0]["seen"] == []


async def test_a_link_that_was_tampered_with_is_shown_the_door() -> None:
    _, _, _, text = await viewed()
    for path in ("", "monitor/program/"):
        async with page(f"{text}x", path) as view:
            assert await view.closed() == 4403


async def test_a_link_is_open_in_so_many_places_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_link, "AT_ONCE_MOST", 1)
    _, _, _, text = await viewed("clock")
    async with page(text) as first:
        await part(first, "show")
        async with page(text) as second:
            assert await second.closed() == 4430
    async with page(text) as third:
        await part(third, "show")


async def test_a_burst_of_one_link_is_counted_while_it_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_link, "AT_ONCE_MOST", 2)
    _, _, _, text = await viewed("clock")
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(page(text)) for _ in range(5)))
        assert by_link._open.total() == 2
    assert by_link._open.total() == 0


async def test_who_is_signed_in_sees_the_same_with_their_account_and_nobody_else_does() -> None:
    show, source, _, _ = await viewed()
    async with browser(show, await token_of("viewer", show), f"view/tally/{source.pk}/") as view:
        await part(view, "show", where=lambda told: [one["id"] for one in told["sources"]] == [source.pk])
    for path in ("view/tally/", f"view/clock/{source.pk}/"):
        async with browser(show, await token_of("viewer", show), path) as view:
            assert await view.closed() == 4404
    other, _ = await sync_to_async(a_show)("Other")
    async with browser(show, await token_of("director", other), "view/clock/") as view:
        assert await view.closed() == 4403
