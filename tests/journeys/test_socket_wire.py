"""The events socket as it really goes over the wire, through daphne, which has its own ideas of close codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.journeys.on_air import ROOT, SHOW, environment, make_home, manage

pytestmark = pytest.mark.journey
SERVE = """
from studio.asgi import application
from daphne.server import Server
server = Server(application, endpoints=["tcp:port=0:interface=127.0.0.1"], signal_handlers=False,
                ready_callable=lambda: print(server.listening_addresses[0][1], flush=True))
server.run()
"""


@dataclass(frozen=True)
class Studio:
    port: int
    token: str
    log: Path

    def at(self, path: str, **options: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/ws/{path}", **({"proxy": None} | options))

    def console(self, path: str = "") -> connect:
        """A socket of somebody who cannot set headers."""
        return self.at(f"shows/{SHOW}/{path}", subprotocols=["bearer", self.token])


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    home = tmp_path_factory.mktemp("home")
    make_home(home)
    token = manage(home, "token", "test", "--role", "director").strip().split()[-1]
    log = home / "daphne.log"
    argv, env = [sys.executable, "-c", SERVE], environment(home)
    with log.open("w") as err:
        daphne = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=err, text=True)
    assert daphne.stdout
    try:
        yield Studio(int(daphne.stdout.readline()), token, log)
    finally:
        daphne.kill()
        daphne.wait()
        daphne.stdout.close()


async def closed(socket: ClientConnection) -> int:
    """The close code, once it comes."""
    try:
        async for _ in socket:
            pass
    except ConnectionClosed:
        pass
    return int(socket.close_code or 0)


async def test_who_cannot_set_headers_brings_the_token_as_a_subprotocol(studio: Studio) -> None:
    async with studio.console() as socket:
        assert socket.subprotocol == "bearer"
        assert json.loads(await socket.recv())["type"] == "snapshot"


async def test_refusals_come_with_a_code_that_browsers_are_told(studio: Studio) -> None:
    bad = ["bearer", "tly_nobody"]
    async with studio.at(f"shows/{SHOW}/", subprotocols=bad) as socket:
        assert json.loads(await socket.recv())["text"]
        assert await closed(socket) == 4401
    async with studio.at("shows/shw_none/", subprotocols=["bearer", studio.token]) as socket:
        assert await closed(socket) == 4404
    for path in ("monitor/nothing/", "nowhere"):
        async with studio.console(path) as socket:
            assert await closed(socket) == 4404


async def test_other_sites_pages_are_still_shut_out(studio: Studio) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with studio.at(f"shows/{SHOW}/", origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("message", "code"), [(b"x", 4400), (b"", 4400), ("x" * 70_000, 4413)])
async def test_what_the_socket_does_not_take_ends_it_with_its_code(studio: Studio, message: Any, code: int) -> None:
    async with studio.console() as socket:
        await socket.recv()
        await socket.send(message)
        assert await closed(socket) == code


async def test_nothing_that_is_sent_ends_in_a_traceback(studio: Studio) -> None:
    odd = [
        "{", "[" * 30_000, '{"type":' + "[" * 900 + "]" * 900 + "}", '{"type":"command","id":"1","verb":{}}', "null",
        '{"type":"command","id":{},"verb":[]}', '{"type":"watch","tiles":{}}', '{"type":"ack","n":{}}', '"\\ud800"',
    ]  # fmt: skip
    async with studio.console() as socket:
        await socket.recv()
        for text in odd:
            await socket.send(text)
        await socket.send('{"type":"command","id":"last","verb":"cut"}')
        async for told in socket:
            if json.loads(told).get("id") == "last":
                break
    assert "Traceback" not in studio.log.read_text()
