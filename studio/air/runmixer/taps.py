"""The engine's monitors, tapped only while a client watches them."""

from __future__ import annotations

import contextlib

from mixer.protocol.wire import JSON, Message
from studio.air.control.outbox import Outbox
from studio.air.processes.peer import Peer
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.relay import BUSES, Relay


class Tap:
    """One bus: connects to the engine when somebody watches, and passes on what comes."""

    def __init__(self, paths: ShowPaths, bus: str) -> None:
        self.paths, self.bus = paths, bus
        self.relay = Relay(bus)
        self._peer: Peer | None = None

    def tend(self, engine_up: bool) -> None:
        """Connect or hang up, as the readers need."""
        if self.relay.readers and engine_up and self._peer is None:
            self._open()
        elif not self.relay.readers:
            self.close()

    def close(self) -> None:
        if self._peer:
            self._peer.close()
        self._lost()

    def _open(self) -> None:
        self._peer = Peer.connect(self.paths.socket_of("engine"), self._hear, self._lost)
        if self._peer and not self._peer.send_json({"hello": "monitor", "bus": self.bus}):
            self._lost()

    def _lost(self) -> None:
        self._peer = None
        self.relay.clear()

    def _hear(self, message: Message) -> None:
        if message.kind == JSON:
            with contextlib.suppress(ValueError):
                self._hear_word(message)
        else:
            self.relay.media(message.kind, message.body)

    def _hear_word(self, message: Message) -> None:
        word = message.json()
        if "session" in word:
            self.relay.session(word["session"])
        elif "lost" in word:
            self.relay.lost()


class Taps(dict[str, Tap]):
    """Those of the buses, and of what is asked for by name as long as somebody reads it."""

    def __init__(self, paths: ShowPaths) -> None:
        super().__init__({bus: Tap(paths, bus) for bus in BUSES})
        self._paths = paths

    def watch(self, reader: Outbox, watched: frozenset[str]) -> None:
        """This reader has these from now on, and no others."""
        for name in watched - self.keys():
            self[name] = Tap(self._paths, name)
        for name, tap in self.items():
            (tap.relay.join if name in watched else tap.relay.leave)(reader)

    def tend(self, engine_up: bool) -> None:
        for tap in self.values():
            tap.tend(engine_up)
        for name in [name for name, tap in self.items() if name not in BUSES and not tap.relay.readers]:
            del self[name]
