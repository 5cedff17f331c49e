"""The proxy of a page: what it lets through, and what it does with those who behave badly."""

from __future__ import annotations

import asyncio
import socket
import socketserver
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from mixer.errors import SourceLost
from mixer.protocol.addresses import Policy
from mixer.web import gatekeeper
from mixer.web.gatekeeper import Gatekeeper
from mixer.web.proxy import Proxy
from tests.waiting import until

LOCAL = Policy.from_text("127.0.0.1")
Speak = Callable[[socket.socket], None]


@contextmanager
def a_server(speak: Speak) -> Iterator[tuple[int, list[bytes]]]:
    """A server on the loopback that keeps the heads it was sent and then speaks."""
    heads: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heads.append(head_of(self.request))
            speak(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1], heads
        server.shutdown()
        thread.join()


def head_of(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and (block := sock.recv(65536)):
        data += block
    return data


def says(answer: bytes) -> Speak:
    return lambda sock: sock.sendall(answer)


@asynccontextmanager
async def a_proxy(policy: Policy = LOCAL, **more: object) -> AsyncIterator[int]:
    door = socket.create_server(("127.0.0.1", 0))
    server = await Gatekeeper(policy, **more).serve(door)  # type: ignore[arg-type]
    try:
        yield door.getsockname()[1]
    finally:
        server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if left:
            await asyncio.wait(left)


async def ask(port: int, said: bytes, ends: bool = False) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    if ends:
        writer.write_eof()
    try:
        async with asyncio.timeout(20):
            return await reader.read()
    finally:
        writer.close()


def get(place: str, *fields: str) -> bytes:
    return ("\r\n".join([f"GET http://{place} HTTP/1.1", "Host: x", *fields]) + "\r\n\r\n").encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_a_request_reaches_its_server_and_the_answer_its_page() -> None:
    with a_server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) as (at, heads):
        async with a_proxy() as port:
            answer = await ask(port, get(f"127.0.0.1:{at}/a?b"))
    assert answer.endswith(b"\r\n\r\nhi")
    assert heads[0].startswith(b"GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % at)


async def test_a_body_is_passed_on_and_nothing_behind_it() -> None:
    smuggled = b"GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n"
    got: list[bytes] = []

    def speak(sock: socket.socket) -> None:
        sock.settimeout(0.3)
        try:
            while block := sock.recv(65536):
                got.append(block)
        except TimeoutError:
            pass
        sock.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with a_server(speak) as (at, heads):
        async with a_proxy() as port:
            head = f"POST http://127.0.0.1:{at}/ HTTP/1.1\r\nContent-Length: 4\r\n\r\n".encode()
            answer = await ask(port, head + b"body" + smuggled)
    assert status(answer) == 204
    assert (heads[0] + b"".join(got)).endswith(b"\r\n\r\nbody")


async def test_a_tunnel_carries_bytes_both_ways() -> None:
    with a_server(says(b"pong")) as (at, heads):
        async with a_proxy() as port:
            answer = await ask(port, b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\nping\r\n\r\n" % at)
    assert heads == [b"ping\r\n\r\n"]
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\npong"


SPELLINGS = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "[ff02::1]",
    "localhost", "LOCALHOST.", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "169.254.169.254", "2852039166",
    "0xa9fea9fe", "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255", "inner.example",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
async def test_an_inner_address_is_refused_however_it_is_spelt(host: str) -> None:
    refused: list[str] = []

    def resolve(name: str) -> list[str]:
        return {"inner.example": ["10.1.2.3"], "localhost": ["127.0.0.1", "::1"]}.get(name, [name])

    async with a_proxy(Policy(), resolve=resolve, refused=lambda place, why: refused.append(place)) as port:
        assert status(await ask(port, f"GET http://{host}:8080/ HTTP/1.1\r\n\r\n".encode())) == 403
        assert status(await ask(port, f"CONNECT {host}:8443 HTTP/1.1\r\n\r\n".encode())) == 403
    assert len(refused) == 2


@pytest.mark.parametrize("at", [22, 25, 465, 587, 143, 389, 445, 631, 993, 8])
async def test_servers_that_are_none_of_the_web_are_not_talked_to(at: int) -> None:
    async with a_proxy(Policy(), resolve=lambda name: ["93.184.215.14"]) as port:
        assert status(await ask(port, b"CONNECT a.example:%d HTTP/1.1\r\n\r\n" % at)) == 403
        assert status(await ask(port, get(f"a.example:{at}/"))) == 403


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """It is looked up once for each connection, and what was found is what is connected to."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return answers[min(len(asked), len(answers)) - 1]

    policy = Policy.from_text("93.184.215.14")
    with a_server(says(b"HTTP/1.1 200 OK\r\n\r\nsecret")) as (at, heads):
        async with a_proxy(policy, resolve=resolve) as port:
            first = await ask_impatiently(port, get(f"rebinding.example:{at}/"))
            second = await ask(port, get(f"rebinding.example:{at}/"))
    assert b"secret" not in first + second
    assert status(second) == 403
    assert asked == ["rebinding.example"] * 2
    assert heads == []


async def ask_impatiently(port: int, said: bytes) -> bytes:
    """For what leads to an address outside, where nobody need answer."""
    try:
        async with asyncio.timeout(0.5):
            return await ask(port, said)
    except TimeoutError:
        return b""


async def test_of_a_name_with_inner_and_public_addresses_only_the_public_ones_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[object] = []

    async def connect(host: object = None, port: object = None, **more: object) -> None:
        tried.append(host)
        raise ConnectionRefusedError

    async with a_proxy(Policy(), resolve=lambda name: ["10.0.0.1", "93.184.215.14", "::1", "127.0.0.1"]) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        monkeypatch.setattr(asyncio, "open_connection", connect)
        writer.write(get("mixed.example/"))
        answer = await reader.read()
        writer.close()
    assert status(answer) == 504
    assert tried == ["93.184.215.14"]


async def test_a_redirect_is_the_browsers_to_follow_and_is_checked_like_any_other_address() -> None:
    with a_server(says(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n")) as (at, _):
        async with a_proxy() as port:
            answer = await ask(port, get(f"127.0.0.1:{at}/"))
            assert status(answer) == 302
            assert status(await ask(port, get("169.254.169.254/"))) == 403


async def test_what_the_operator_opens_is_reached_by_address_and_by_name() -> None:
    with a_server(says(b"HTTP/1.1 200 OK\r\n\r\nhi")) as (at, _):
        async with a_proxy(Policy.from_text("dashboard.lan"), resolve=lambda name: ["127.0.0.1"]) as port:
            assert status(await ask(port, get(f"dashboard.lan:{at}/"))) == 200
            assert status(await ask(port, get(f"other.lan:{at}/"))) == 403


async def test_a_name_that_cannot_be_looked_up_is_lost_not_refused() -> None:
    def resolve(name: str) -> list[str]:
        raise SourceLost("no such name")

    async with a_proxy(Policy(), resolve=resolve) as port:
        assert status(await ask(port, get("nowhere.example/"))) == 502


async def test_a_slow_request_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "HEAD_S", 0.2)
    async with a_proxy() as port:
        assert status(await ask(port, b"GET http://a.example/ HTTP/1.1\r\nX: ")) == 408


async def test_a_giant_head_is_given_up_without_being_kept() -> None:
    async with a_proxy() as port:
        assert status(await ask(port, b"GET http://a.example/ HTTP/1.1\r\nX: " + b"a" * (1 << 20))) == 431


async def test_a_server_whose_head_never_ends_is_given_up() -> None:
    with a_server(says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * (1 << 20))) as (at, _):
        async with a_proxy() as port:
            assert status(await ask(port, get(f"127.0.0.1:{at}/"))) == 502


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "ANSWER_S", 0.2)
    gone = threading.Event()
    with a_server(lambda sock: None if gone.wait(20) else None) as (at, _):
        async with a_proxy() as port:
            assert status(await ask(port, get(f"127.0.0.1:{at}/"))) == 502
        gone.set()


async def test_a_tunnel_in_which_nothing_moves_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "IDLE_S", 0.2)
    gone = threading.Event()
    with a_server(lambda sock: None if gone.wait(20) else None) as (at, _):
        async with a_proxy() as port:
            answer = await ask(port, b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\nx\r\n\r\n" % at)
        gone.set()
    assert status(answer) == 200


async def test_more_connections_than_a_page_may_have_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeper, "MOST_CONNECTIONS", 3)
    async with a_proxy() as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for _, writer in held:
            writer.write(b"GET ")
        assert status(await ask(port, get("127.0.0.1:1/"))) == 503
        for _, writer in held:
            writer.close()


async def test_a_page_that_does_not_read_holds_its_server_back() -> None:
    """Nothing piles up: the server's own send queue fills."""
    sent: list[int] = []
    full = threading.Event()

    def flood(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        sock.settimeout(1.0)
        try:
            while True:
                sent.append(sock.send(bytes(1 << 16)))
        except TimeoutError:
            full.set()

    with a_server(flood) as (at, _):
        async with a_proxy() as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(get(f"127.0.0.1:{at}/"))
            await asyncio.get_running_loop().run_in_executor(None, full.wait, 60)
            writer.close()
    assert full.is_set()
    assert sum(sent) < 64 << 20


def test_the_process_serves_the_doors_it_is_given_and_says_what_it_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, Proxy(Policy()) as proxy:
        proxy.admit(door)
        with socket.create_connection(door.getsockname()) as client:
            client.sendall(get("10.0.0.1/"))
            assert b"403" in head_of(client)
        place, why = until(lambda: proxy.refused(), "a refusal")[0]
        assert place == "10.0.0.1:80"
        assert "not a public address" in why
        assert not proxy.ended()


def test_the_process_ends_with_whoever_holds_it() -> None:
    proxy = Proxy(Policy())
    assert not proxy.ended()
    proxy._ours.close()
    until(proxy.ended, "the proxy to end")
    proxy.close()
