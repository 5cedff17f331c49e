"""One bus's monitor, or its sound, passed on to any number of readers; who joins late sees a picture at once."""

from __future__ import annotations

import json
from typing import Any

from studio.air.control.outbox import Outbox

SOUNDS = {"program-pcm": b"p", "program-opus": b"o", "air-pcm": b"q", "air-opus": b"r"}
BUSES = {"program": b"P", "preview": b"V", "air": b"A", **SOUNDS}
BUS_OF = {letter: bus for bus, letter in BUSES.items()}
GOP_MOST = 4 << 20  # bytes; a longer one is not replayed


class Relay:
    """Keeps the session, its init and the fragments since the last keyframe. Pure: readers are outboxes."""

    def __init__(self, bus: str) -> None:
        self.bus = bus
        self.readers: list[Outbox] = []
        self._session = ""
        self._init = b""
        self._gop: list[tuple[bool, bytes]] = []
        self._gop_size = 0

    def join(self, reader: Outbox) -> None:
        if reader in self.readers:
            return
        self.readers.append(reader)
        if self._init:
            reader.begin(self.bus, self._session, self._init)
            for key, fragment in self._gop:
                reader.play(self.bus, key, fragment)

    def leave(self, reader: Outbox) -> None:
        if reader in self.readers:
            self.readers.remove(reader)
            reader.forget(self.bus)

    def session(self, session: dict[str, Any]) -> None:
        self.clear()
        self._session = json.dumps({"type": "monitor", "bus": self.bus, "session": session})

    def media(self, kind: bytes, payload: bytes) -> None:
        """Pass on `I`, `K` or `F` bytes."""
        parcel = kind + BUSES[self.bus] + payload
        if kind == b"I":
            self._begin(parcel)
        elif self._init:
            self._play(kind == b"K", parcel)

    def lost(self) -> None:
        """Fragments are missing: what is kept does not lead to what comes."""
        self._gop, self._gop_size = [], 0

    def clear(self) -> None:
        self.lost()
        self._session, self._init = "", b""

    def _begin(self, init: bytes) -> None:
        self.lost()
        self._init = init
        for reader in self.readers:
            reader.begin(self.bus, self._session, init)

    def _play(self, key: bool, parcel: bytes) -> None:
        self._keep(key, parcel)
        for reader in self.readers:
            reader.play(self.bus, key, parcel)

    def _keep(self, key: bool, parcel: bytes) -> None:
        if key:
            self.lost()
        if not (key or self._gop):
            return
        self._gop.append((key, parcel))
        self._gop_size += len(parcel)
        if self._gop_size > GOP_MOST:
            self.lost()
