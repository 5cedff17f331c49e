"""Serves one page's browser as its proxy: each request and each tunnel goes to an address that was checked, or nowhere.

A name is looked up once and what was found is what is connected to, so a name that changes its mind gains nothing. One
request a connection: there is no second one that could be slipped in behind the first.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.addresses import Policy, Resolve
from mixer.web.heads import MOST_BYTES, BadHead, Place, Request, path_in, read_answer, read_request
from mixer.web.shelf import Damaged, Shelf, opened, read, type_of

HEAD_S, LOOK_UP_S, CONNECT_S, ANSWER_S, IDLE_S = 10.0, 8.0, 5.0, 120.0, 600.0
LINGER_S = 1.0
MOST_CONNECTIONS, MOST_LOOK_UPS, MOST_ADDRESSES = 256, 8, 3
BLOCK = 64 << 10
INTERIM = 8  # answers before the answer
WEB_PORTS = (80, 443)  # besides those from 1024 on: below it is other servers' land, mail's for one
REASONS = {
    200: "OK", 206: "Partial Content", 302: "Found", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 411: "Length Required", 416: "Range Not Satisfiable",
    431: "Request Header Fields Too Large", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
T = TypeVar("T")


class Gatekeeper:
    """Answers on any number of doors until its loop ends. `refused` hears of each place that was not opened."""

    def __init__(
        self,
        policy: Policy,
        resolve: Resolve | None = None,
        shelves: Mapping[str, Shelf] | None = None,
        refused: Callable[[str, str], None] = lambda place, why: None,
    ) -> None:
        self._policy, self._resolve, self._shelves = policy, resolve, dict(shelves or {})
        self._refused = refused
        self._open = 0
        # Looking names up may hang: in few threads, so that only further names wait for them.
        self._names = ThreadPoolExecutor(MOST_LOOK_UPS, "look-up")
        self._files = ThreadPoolExecutor(2, "shelf")

    async def serve(self, door: socket.socket) -> asyncio.Server:
        """Accept what comes to this door from now on."""
        return await asyncio.start_server(self._meet, sock=door, limit=MOST_BYTES)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            await self._answer((reader, writer))
        except BadHead as error:
            await _say((reader, writer), error.status, str(error))
        except (OSError, asyncio.IncompleteReadError, TimeoutError, Damaged):
            pass  # one of the two has gone, or does nothing any more
        finally:
            self._open -= 1
            await _close(writer)

    async def _answer(self, client: Streams) -> None:
        if self._open > MOST_CONNECTIONS:
            raise BadHead(503, "too many connections")
        request = await self._request(client[0])
        if request.method == "CONNECT":
            await self._tunnel(client, request.place)
        elif request.place.host in self._shelves:
            await self._fetch(client[1], request, self._shelves[request.place.host])
        else:
            await self._forward(client, request)

    async def _request(self, reader: asyncio.StreamReader) -> Request:
        try:
            async with asyncio.timeout(HEAD_S):
                head = await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            raise BadHead(408, "the request took too long") from None
        except asyncio.LimitOverrunError:
            raise BadHead(431, "the head is too long") from None
        try:
            return read_request(head)
        except BadHead as error:
            if error.status == 403:
                self._refused(head.partition(b"\r\n")[0].decode("latin-1")[:200], str(error))
            raise

    # -- the world outside -------------------------------------------------------------------------

    async def _reach(self, place: Place) -> Streams:
        """Connect to the place's checked address. Raises BadHead."""
        if place.host in self._shelves:
            raise BadHead(502, "it is served over http alone")
        if place.port not in WEB_PORTS and place.port < 1024:
            self._refuse(place, f"port {place.port} is none that pages may use")
        for address in await self._addresses(place):
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_S):
                    return await asyncio.open_connection(address, place.port, limit=MOST_BYTES)
        raise BadHead(504, f"{place.authority} does not answer")

    async def _addresses(self, place: Place) -> list[str]:
        look_up = asyncio.get_running_loop().run_in_executor(
            self._names, self._policy.addresses, place.host, self._resolve
        )
        try:
            async with asyncio.timeout(LOOK_UP_S):
                return (await look_up)[:MOST_ADDRESSES]
        except SourceRefused as error:
            self._refuse(place, str(error))
        except (SourceLost, TimeoutError):
            raise BadHead(502, f"the name {place.host} cannot be looked up") from None
        return []

    def _refuse(self, place: Place, why: str) -> None:
        self._refused(f"{place.host}:{place.port}", why)
        raise BadHead(403, why)

    async def _tunnel(self, client: Streams, place: Place) -> None:
        server = await self._reach(place)
        try:
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _first_of(_pour(client[0], server[1]), _pour(server[0], client[1]))
        finally:
            await _close(server[1])

    async def _forward(self, client: Streams, request: Request) -> None:
        server = await self._reach(request.place)
        try:
            server[1].write(request.onward())
            # A server may answer before all of the body has come, and a browser may leave before it answers.
            await _first_of(self._relay_answer(server[0], client[1]), _send_body(client[0], server[1], request.length))
        finally:
            await _close(server[1])

    async def _relay_answer(self, server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        for _ in range(INTERIM):
            answer = read_answer(await _head_of_answer(server))
            client.write(answer.onward())
            if answer.status == 101:
                raise BadHead(502, "the server speaks another protocol")
            if answer.status >= 200:
                break
        await _pour(server, client)

    # -- what we have ourselves --------------------------------------------------------------------

    async def _fetch(self, client: asyncio.StreamWriter, request: Request, shelf: Shelf) -> None:
        if request.method not in ("GET", "HEAD"):
            raise BadHead(405, "files are read here, and nothing else")
        try:
            name = path_in(request.place.path)
            if not name:
                return await _see_other(client, shelf.first())
            name = name + "index.html" if name.endswith("/") else name
            size = await self._in_thread(partial(shelf.size, name))
            await self._send_file(client, request, shelf, name, size)
        except KeyError:
            raise BadHead(404, "no such file") from None
        except Damaged as error:
            raise BadHead(403, str(error)) from None

    async def _send_file(
        self, client: asyncio.StreamWriter, request: Request, shelf: Shelf, name: str, size: int
    ) -> None:
        status, start, stop = part_of(request.field("range"), size)
        fields = {
            "Content-Type": type_of(name), "Content-Length": str(stop - start), "Accept-Ranges": "bytes",
            "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        if status != 200:
            fields["Content-Range"] = f"bytes {start}-{stop - 1}/{size}" if status == 206 else f"bytes */{size}"
        # Opened before anything is said: what cannot be unpacked is an answer of its own.
        with await self._in_thread(partial(opened, shelf, name, start)) as file:
            client.write(_head(status, fields))
            left = 0 if request.method == "HEAD" else stop - start
            while left:
                block = await self._in_thread(partial(read, file, min(BLOCK, left)))
                if not block:
                    return
                left -= len(block)
                await _written(client, block)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._files, work)


def part_of(asked: str, size: int) -> tuple[int, int, int]:
    """(status, first byte, byte behind the last) for a Range field; what cannot be read is answered in full."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", asked.strip())
    if not found or found[0] == "bytes=-":
        return 200, 0, size
    if not found[1]:
        start, stop = max(0, size - int(found[2])), size
    else:
        start, stop = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    return (206, start, stop) if start < stop else (416, 0, 0)


async def _head_of_answer(server: asyncio.StreamReader) -> bytes:
    try:
        async with asyncio.timeout(ANSWER_S):
            return await server.readuntil(b"\r\n\r\n")
    except (asyncio.LimitOverrunError, asyncio.IncompleteReadError, TimeoutError, OSError):
        raise BadHead(502, "the server gave no answer") from None


async def _send_body(client: asyncio.StreamReader, server: asyncio.StreamWriter, length: int) -> None:
    """Pass on so many bytes and no more, then wait for the client to leave: what else it says is not heard."""
    while length:
        block = await _read(client, min(BLOCK, length))
        if not block:
            return
        length -= len(block)
        await _written(server, block)
    while await _read(client, BLOCK):
        pass


async def _pour(source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
    """Everything that comes, until there is no more or nothing moves for a long time."""
    while block := await _read(source, BLOCK):
        await _written(drain, block)


async def _read(source: asyncio.StreamReader, most: int) -> bytes:
    async with asyncio.timeout(IDLE_S):
        return await source.read(most)


async def _written(drain: asyncio.StreamWriter, block: bytes) -> None:
    """Written, and waited for: nothing piles up for whoever does not read."""
    drain.write(block)
    async with asyncio.timeout(IDLE_S):
        await drain.drain()


async def _first_of(*ways: Coroutine[object, object, None]) -> None:
    """Run until one is done, then end the others. Raises what it raised."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _say(client: Streams, status: int, words: str) -> None:
    body = words.encode()
    fields = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    with contextlib.suppress(OSError, TimeoutError):
        await _written(client[1], _head(status, fields) + body)
        client[1].write_eof()
        # Closing on what was not read would take the answer back.
        async with asyncio.timeout(LINGER_S):
            while await client[0].read(BLOCK):
                pass


async def _see_other(client: asyncio.StreamWriter, name: str) -> None:
    place = "/" + quote(name)
    await _written(client, _head(302, {"Location": place, "Content-Length": "0"}))


def _head(status: int, fields: Mapping[str, str]) -> bytes:
    every = {**fields, "Connection": "close", "Proxy-Connection": "close"}
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", *(f"{name}: {value}" for name, value in every.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1.0):
            await writer.wait_closed()
