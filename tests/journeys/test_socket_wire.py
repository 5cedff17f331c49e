"""The events socket as it really goes over the wire, through daphne, which has its own ideas of close codes."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from studio.air.control.limits import DAPHNE_MOST
from studio.up import programs
from studio.up.programs import Where
from tests.journeys.on_air import PATIENCE_S, ROOT, SHOW, environment, make_home, manage
from tests.waiting import until

pytestmark = pytest.mark.journey
HUNG_UP = 1006  # no code came


@dataclass(frozen=True)
class Studio:
    port: int
    token: str
    log: Path

    def at(self, path: str, **options: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/ws/{path}", **({"proxy": None} | options))

    def post(self, path: str, value: dict[str, Any]) -> None:
        address = f"http://127.0.0.1:{self.port}/api/v1/shows/{SHOW}/{path}"
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with urlopen(Request(address, json.dumps(value).encode(), head)) as answer:
            assert answer.status == 201

    def console(self, path: str = "") -> connect:
        """A socket of somebody who cannot set headers."""
        return self.at(f"shows/{SHOW}/{path}", subprotocols=["bearer", self.token])


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    make_home(home)
    token = manage(home, "token", "test", "--role", "director").strip().split()[-1]
    web, log = programs.web(Where(home, "127.0.0.1", port, 0)), home / "daphne.log"
    with log.open("w") as out:
        daphne = subprocess.Popen(web.argv, cwd=ROOT, env=environment(home) | web.env, stdout=out, stderr=out)
    try:
        until(lambda: listens(port), "daphne")
        yield Studio(port, token, log)
    finally:
        daphne.kill()
        daphne.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


async def closed(console: ClientConnection) -> int:
    """The close code, once it comes."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            async for _ in console:
                pass
    return int(console.close_code or 0)


async def test_who_cannot_set_headers_brings_the_token_as_a_subprotocol(studio: Studio) -> None:
    async with studio.console() as console:
        assert console.subprotocol == "bearer"
        assert json.loads(await console.recv())["type"] == "snapshot"


async def test_refusals_come_with_a_code_that_browsers_are_told(studio: Studio) -> None:
    bad = ["bearer", "tly_nobody"]
    async with studio.at(f"shows/{SHOW}/", subprotocols=bad) as console:
        assert json.loads(await console.recv())["text"]
        assert await closed(console) == 4401
    async with studio.at("shows/shw_none/", subprotocols=["bearer", studio.token]) as console:
        assert await closed(console) == 4404
    for path in ("monitor/nothing/", "nowhere"):
        async with studio.console(path) as console:
            assert await closed(console) == 4404


async def test_other_sites_pages_are_still_shut_out(studio: Studio) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with studio.at(f"shows/{SHOW}/", origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("message", "code"), [(b"x", 4400), (b"", 4400), ("x" * 70_000, 4413)])
async def test_what_the_socket_does_not_take_ends_it_with_its_code(studio: Studio, message: Any, code: int) -> None:
    async with studio.console() as console:
        await console.recv()
        await console.send(message)
        assert await closed(console) == code


async def test_a_frame_that_is_far_too_large_is_refused_before_any_of_it_has_come(studio: Studio) -> None:
    async with studio.console() as console:
        await console.recv()
        masked_text, eight_bytes_of_length = 0x81, 0x80 | 127
        console.transport.write(struct.pack("!BBQI", masked_text, eight_bytes_of_length, DAPHNE_MOST + 1, 0))
        assert await closed(console) == HUNG_UP


async def test_a_large_message_in_small_frames_is_refused_too(studio: Studio) -> None:
    async with studio.console() as console:
        await console.recv()
        with suppress(ConnectionClosed):
            await console.send(["x" * 10_000] * 8)
        assert await closed(console) == HUNG_UP


async def test_a_console_is_told_of_a_large_show(studio: Studio) -> None:
    long = {"content": {"kind": "text"}, "fields": {"title": "é" * 1024, "subtitle": "é" * 1024}}
    for number in range(40):
        studio.post("overlays", long | {"name": f"Strap {number}"})
    async with studio.console() as console:
        snapshot = str(await console.recv())
        assert len(snapshot.encode()) > 2 * DAPHNE_MOST
        assert json.loads(snapshot)["show"]["overlays"][-1]["fields"]["title"] == "é" * 1024


async def test_nothing_that_is_sent_ends_in_a_traceback(studio: Studio) -> None:
    odd = [
        "{", "[" * 30_000, '{"type":' + "[" * 900 + "]" * 900 + "}", '{"type":"command","id":"1","verb":{}}', "null",
        '{"type":"command","id":{},"verb":[]}', '{"type":"watch","tiles":{}}', '{"type":"ack","n":{}}', '"\\ud800"',
    ]  # fmt: skip
    async with studio.console() as console:
        await console.recv()
        for text in odd:
            await console.send(text)
        await console.send('{"type":"command","id":"last","verb":"cut"}')
        async for told in console:
            if json.loads(told).get("id") == "last":
                break
    assert "Traceback" not in studio.log.read_text()
