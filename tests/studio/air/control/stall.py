"""A wire that can stall: it takes what is sent and passes it on only when let."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mixer.protocol.wire import short_path


class Wire:
    """Stands before a Unix socket. A connection that is held keeps its bytes, both ways, until it is let go."""

    def __init__(self, behind: Path) -> None:
        self.behind = behind
        self.connections: list[Connection] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with short_path(self.behind) as name:
            there = await asyncio.open_unix_connection(name)
        connection = Connection()
        self.connections.append(connection)
        await asyncio.gather(connection.carry(reader, there[1]), connection.carry(there[0], writer))

    @property
    def newest(self) -> Connection:
        return self.connections[-1]


class Connection:
    def __init__(self) -> None:
        self._let = asyncio.Event()
        self._let.set()

    def hold(self) -> None:
        self._let.clear()

    def let_go(self) -> None:
        self._let.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                await self._let.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def stalling(path: Path) -> AsyncIterator[Wire]:
    """A wire before the listener at `path`, which goes on behind it."""
    behind = path.with_name("behind")
    path.rename(behind)
    wire = Wire(behind)
    with short_path(path) as name:
        server = await asyncio.start_unix_server(wire.take, name)
    try:
        yield wire
    finally:
        for connection in wire.connections:
            connection.let_go()
        server.close()
