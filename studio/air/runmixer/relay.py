"""One bus's monitor, or its sound, passed on to any number of readers; who joins late sees a picture at once."""

from __future__ import annotations

import json
from typing import Any

from mixer.protocol.solo import is_solo
from studio.air.control.outbox import Outbox

SOUNDS = {"program-pcm": b"p", "program-opus": b"o", "air-pcm": b"q", "air-opus": b"r"}
BUSES = {"program": b"P", "preview": b"V", "air": b"A", **SOUNDS}
BUS_OF = {letter: bus for bus, letter in BUSES.items()}
SOLO = b"@"  # for the letter of what is asked for by name; then that, behind its length
SOLOS_MOST = 8  # that one client of a show's mixer may ask for at once
GOP_MOST = 4 << 20  # bytes; a longer one is not replayed


def is_bus(name: object) -> bool:
    return name in BUSES or is_solo(name)


def head_of(bus: str) -> bytes:
    """What a bus's parcels begin with, behind their kind."""
    return BUSES.get(bus) or SOLO + bytes([len(bus)]) + bus.encode()


def split(parcel: bytes) -> tuple[str, bytes]:
    """The bus of a parcel, "" if there is none of the kind, and what it carries."""
    if parcel[1:2] != SOLO:
        return BUS_OF.get(parcel[1:2], ""), parcel[2:]
    end = 3 + parcel[2] if len(parcel) > 2 else 3
    return parcel[3:end].decode("ascii", "replace"), parcel[end:]


class Relay:
    """Keeps the session, its init and the fragments since the last keyframe. Pure: readers are outboxes."""

    def __init__(self, bus: str) -> None:
        self.bus, self._head = bus, head_of(bus)
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
        parcel = kind + self._head + payload
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


class Relays(dict[str, Relay]):
    """Those of the buses, and of what is asked for by name as long as somebody reads it."""

    def __init__(self) -> None:
        super().__init__({bus: Relay(bus) for bus in BUSES})

    def __missing__(self, name: str) -> Relay:
        if not is_solo(name):
            raise KeyError(name)
        relay = self[name] = Relay(name)
        return relay

    def drop_unread(self) -> None:
        for name in [name for name, relay in self.items() if name not in BUSES and not relay.readers]:
            del self[name]
