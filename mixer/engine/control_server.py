"""The engine's socket: subscribers to the programme and the monitors, and those who give commands."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mixer.engine.held_commands import HeldCommands
from mixer.errors import BadCommand, ChannelClosed
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.commands import Command
from mixer.protocol.parse import read_command
from mixer.protocol.wire import Channel, Listener, Message, close_all

AGAIN_S = 5.0  # after which a tile that stays the same is sent again
MAX_BACKLOG = 4 << 20  # a controller that has not read this much is cut off; it finds a snapshot when it comes back
MAX_NEWCOMERS = 32

Admit = Callable[[dict[str, Any], Subscriber, Sequence[Message]], bool]
"""Lets in a subscriber, with what it said after its hello; False when there is nothing of that name."""
Greeting = Callable[[], list[dict[str, Any]]]
"""What a controller is told first."""
Obey = Callable[[Command], dict[str, Any]]
"""Applies a command and answers with its frame numbers, or raises BadCommand."""


class ControlServer:
    """Everything that comes in through `engine.sock`. Called once a frame, never waits."""

    def __init__(self, path: Path, admit: Admit) -> None:
        self._listener = Listener(path)
        self._newcomers: list[Channel] = []
        self._controllers: dict[Channel, dict[str, Any]] = {}
        self._shown: dict[Channel, dict[str, tuple[bytes, float]]] = {}  # tiles that watchers have had, and when
        self._admit = admit
        self._logs: dict[Channel, int] = {}  # who writes the session down, by the number they gave
        self._beginning: set[Channel] = set()  # who asked for a session
        self.touched: Callable[[dict[str, Any]], int] = lambda told: 0  # a hand on a page; the frame of it
        self.applied: Callable[[dict[str, Any]], None] = lambda command: None  # told of each command, as it came
        self.waits: Callable[[Command], int | None] = lambda command: None  # the frame to come that it is for
        self._held = HeldCommands()

    @property
    def controllers(self) -> int:
        return len(self._controllers)

    def watched(self, what: str) -> bool:
        """Whether a controller has somebody watching `tiles` or `meters`."""
        return any(watch.get(what) for watch in self._controllers.values())

    def close_ups(self) -> frozenset[str]:
        """The sources that somebody looks at closely."""
        asked = [watch.get("close") for watch in self._controllers.values()]
        return frozenset(name for one in asked if isinstance(one, list) for name in one if isinstance(name, str))

    def serve(self, obey: Obey, greeting: Greeting) -> None:
        """Let newcomers in and apply what controllers ask."""
        if select.select([self._listener], [], [], 0)[0]:  # a third of the price of accepting nobody
            self._newcomers += self._listener.accept()[:MAX_NEWCOMERS]
        for channel in list(self._newcomers):
            self._welcome(channel, obey, greeting)
        for channel in list(self._controllers):
            self._hear(channel, obey)

    def do_held(self, frame: int, obey: Obey) -> None:
        """Apply what has waited for this frame, and answer those who are still there."""
        for channel, value in self._held.due(frame):
            answer = self._applied(value, obey)
            if channel in self._controllers:
                self._send(channel, lambda channel, answer=answer: channel.send_json(answer))  # type: ignore[misc]

    def _welcome(self, channel: Channel, obey: Obey, greeting: Greeting) -> None:
        """Hear a newcomer's first words; what a controller has said after them is applied at once."""
        try:
            messages = channel.receive()
            if not messages:
                return
            self._newcomers.remove(channel)
            close_all(messages[0].fds)
            hello = messages[0].json()
            if hello.get("hello") == "control":
                self._greet(channel, greeting)
                for message in messages[1:]:
                    self._do(channel, message, obey)
            elif not self._admit(hello, Subscriber(channel), messages[1:]):
                channel.close()
        except (ChannelClosed, ValueError, AttributeError):
            if channel in self._newcomers:
                self._newcomers.remove(channel)
            self._drop(channel)

    def _greet(self, channel: Channel, greeting: Greeting) -> None:
        self._controllers[channel] = {}
        for value in greeting():
            channel.send_json(value)

    def _hear(self, channel: Channel, obey: Obey) -> None:
        try:
            for message in channel.receive():
                self._do(channel, message, obey)
            channel.flush()
        except ChannelClosed:
            self._drop(channel)

    def _do(self, channel: Channel, message: Message, obey: Obey) -> None:
        close_all(message.fds)
        try:
            value = message.json()
            if "watch" in value:
                self._watch(channel, dict(value["watch"]))
                return
            if "page_input" in value:
                self._touch(channel, str(value.get("id", "")), dict(value["page_input"]))
                return
        except (ValueError, TypeError) as error:
            channel.send_json(
                {
                    "answer": None,
                    "ok": False,
                    "code": "bad_command",
                    "error": f"not a command: {error}",
                }
            )
            return
        try:
            if self._holds(channel, value):
                return
        except BadCommand as error:
            channel.send_json({"answer": value.get("id")} | error.to_json())
            return
        channel.send_json(self._applied(value, obey))

    def _holds(self, channel: Channel, value: Any) -> bool:
        """Whether a command waits for its frame from now on. Raises BadCommand."""
        named = isinstance(value, dict) and value.get("on_frame") is not None
        frame = self.waits(read_command(value)) if named else None
        if frame is not None:
            self._held.hold(frame, (channel, value))
        return frame is not None

    def _applied(self, value: dict[str, Any], obey: Obey) -> dict[str, Any]:
        answer = answered(value, obey)
        if answer["ok"]:
            self.applied(value)
        return answer

    def _touch(self, channel: Channel, name: str, value: dict[str, Any]) -> None:
        """Clicks and keys for a page: passed on, and never written down."""
        try:
            answer: dict[str, Any] = {"ok": True, "frame": self.touched(value)}
        except BadCommand as error:
            answer = error.to_json()
        channel.send_json({"answer": name, **answer})

    def tell(self, value: dict[str, Any]) -> None:
        """Send something to every controller."""
        for channel in list(self._controllers):
            self._send(channel, lambda channel: channel.send_json(value))

    def tell_log(self, entries: list[dict[str, Any]], session: Callable[[], dict[str, Any]]) -> None:
        """What a frame did, for those who write it down; with `session` they begin, from the next frame on."""
        for channel in list(self._logs if entries else ()):
            self._send(channel, lambda channel: channel.send_json({"log": entries}))
        for channel in list(self._beginning):
            self._send(channel, lambda channel: channel.send_json({"session": session()}))
        self._beginning.clear()

    def _watch(self, channel: Channel, watch: dict[str, Any]) -> None:
        self._controllers[channel] = watch
        number = watch.get("log")
        if not isinstance(number, int) or not number:
            self._logs.pop(channel, None)
        elif self._logs.get(channel) != number:
            self._logs[channel] = number
            self._beginning.add(channel)
        if not watch.get("tiles"):
            self._shown.pop(channel, None)
        else:
            self._shown.setdefault(channel, {})

    def show_tiles(self, tiles: Iterable[tuple[str, bytes]]) -> None:
        """Send each watcher the tiles (source, JPEG) it has not had; a slow one gets the newest once it has read.

        A still's tile may be the only one there will ever be: every few seconds it is sent again, so that whoever
        has lost it on the way, as a page does that is loaded anew just then, is not without it for long.
        """
        now_s = time.monotonic()
        for source, tile in tiles:
            for channel, shown in list(self._shown.items()):
                had, at_s = shown.get(source, (b"", 0.0))
                if (had is not tile or now_s - at_s > AGAIN_S) and not channel.backlog:
                    shown[source] = tile, now_s
                    name = source.encode()
                    body = bytes([len(name)]) + name + tile
                    self._send(channel, lambda channel, body=body: channel.send(b"T", body))  # type: ignore[misc]

    def _send(self, channel: Channel, send: Callable[[Channel], None]) -> None:
        try:
            if channel.backlog > MAX_BACKLOG:
                raise ChannelClosed("it does not read")
            send(channel)
        except ChannelClosed:
            self._drop(channel)

    def _drop(self, channel: Channel) -> None:
        self._controllers.pop(channel, None)
        self._shown.pop(channel, None)
        self._logs.pop(channel, None)
        self._beginning.discard(channel)
        channel.close()

    def close(self) -> None:
        for channel in [*self._newcomers, *self._controllers]:
            channel.close()
        self._listener.close()


def answered(value: Any, obey: Obey) -> dict[str, Any]:
    """Apply one command; the answer says the frame it happened on, or what was wrong with it."""
    name = value.get("id") if isinstance(value, dict) else None
    try:
        return {"answer": name, "ok": True} | obey(read_command(value))
    except BadCommand as error:
        return {"answer": name} | error.to_json()
