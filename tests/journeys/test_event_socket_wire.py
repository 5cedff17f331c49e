"""The event socket through daphne: who never reads is held back where the events are, and the others hear on."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from studio.up import programs
from studio.up.programs import Where
from tests.journeys.on_air import PATIENCE_S, ROOT, SHOW, environment, make_home, manage
from tests.journeys.test_socket_wire import Studio, free_port, listens
from tests.studio.air.rig import PaperMixer, paper_mixer
from tests.waiting import until

pytestmark = pytest.mark.journey
LARGE = "x" * 100_000  # a text of an overlay; so much comes that no buffer of the network's has it all
SENT_MB, GROWTH_MB = 20, 12


@pytest.fixture(scope="module")
def daphne(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Studio, psutil.Process]]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    make_home(home)
    token = manage(home, "token", "test", "--role", "director").strip().split()[-1]
    web, log = programs.web(Where(home, "127.0.0.1", port, 0)), home / "daphne.log"
    with log.open("w") as out:
        process = subprocess.Popen(web.argv, cwd=ROOT, env=environment(home) | web.env, stdout=out, stderr=out)
    try:
        until(lambda: listens(port), "daphne")
        yield Studio(port, token, log), psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def listener(studio: Studio, query: str = "", **options: Any) -> connect:
    return studio.console(f"events/{query}")


async def introduced(page: ClientConnection) -> None:
    """Once the mixer is there, and the page knows how it stands."""
    async with asyncio.timeout(PATIENCE_S):
        while (told := json.loads(await page.recv())).get("type") != "snapshot" or told["link"] != "up":
            pass


async def heard(page: ClientConnection, mixer: PaperMixer, number: int) -> dict[str, Any]:
    """Something large happens; the event of it, as it arrives."""
    row = {"on": True, "fields": {"title": LARGE, "n": str(number)}}
    mixer.show_state.change(desk={"program": "scn_a", "revision": 1, "overlays": {"ovl_a": row}})
    async with asyncio.timeout(PATIENCE_S):
        while (event := json.loads(await page.recv())).get("kind") != "overlays":
            pass
    return dict(event)


async def test_who_never_reads_takes_no_memory_slows_nobody_and_is_told_why_it_ends(
    daphne: tuple[Studio, psutil.Process], settings: Any
) -> None:
    studio, process = daphne
    settings.TALLY_HOME = studio.log.parent
    show: Any = SimpleNamespace(pk=SHOW)
    async with paper_mixer(show) as mixer, listener(studio) as page, listener(studio) as deaf:
        for one in (page, deaf):
            await introduced(one)
        deaf.transport.pause_reading()  # as a page that hangs
        for number in range(90):  # the events that are kept take their room: that is not what is measured
            await heard(page, mixer, number)
        before = process.memory_info().rss
        for number in range(SENT_MB * 10):
            event = await heard(page, mixer, number)
        assert (process.memory_info().rss - before) / 1e6 < GROWTH_MB
        assert event["n"] == mixer.show_state.teller.kept.last
        deaf.transport.resume_reading()
        said = [text async for text in until_closed(deaf)]
        assert deaf.close_code == 4408 and json.loads(said[-1])["type"] == "closing"
        assert len(said) < SENT_MB * 10
    assert "Traceback" not in studio.log.read_text()


async def until_closed(page: ClientConnection) -> Any:
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            async for text in page:
                yield text


async def test_a_page_that_stops_and_goes_on_has_lost_nothing(
    daphne: tuple[Studio, psutil.Process], settings: Any
) -> None:
    studio, _ = daphne
    settings.TALLY_HOME = studio.log.parent
    show: Any = SimpleNamespace(pk=SHOW)
    async with paper_mixer(show) as mixer, listener(studio) as page, listener(studio) as slow:
        for one in (page, slow):
            await introduced(one)
        slow.transport.pause_reading()
        numbers = [(await heard(page, mixer, number))["n"] for number in range(70)]
        slow.transport.resume_reading()
        seen: list[int] = []
        async with asyncio.timeout(PATIENCE_S):
            while not seen or seen[-1] < numbers[-1]:
                event = json.loads(await slow.recv())
                seen += [event["n"]] if event.get("kind") == "overlays" else []
        assert seen == numbers
