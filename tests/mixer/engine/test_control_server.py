"""Who writes a session down is told all of it, whichever frame they begin another file on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mixer.engine.control_server import ControlServer
from mixer.protocol.commands import Command
from mixer.protocol.wire import JSON, Channel
from tests.waiting import until


class Engine:
    """Applies everything, and tells of it at the end of each frame."""

    def __init__(self, path: Path) -> None:
        self.server = ControlServer(path, lambda hello, subscriber, rest: False)
        self.server.applied = lambda command: self.entries.append({"frame": self.number, "command": command})
        self.entries: list[dict[str, Any]] = []
        self.number = 0

    def obey(self, command: Command) -> dict[str, Any]:
        return {"frame": self.number}

    def frame(self) -> None:
        self.number, self.entries = self.number + 1, []
        self.server.serve(self.obey, list)
        self.server.tell_log(self.entries, lambda: {"frame": self.number + 1})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "engine.sock")
    yield engine
    engine.server.close()


@pytest.fixture
def clerk(tmp_path: Path, engine: Engine) -> Iterator[Channel]:
    channel = Channel.connect(tmp_path / "engine.sock")
    channel.send_json({"hello": "control"})
    yield channel
    channel.close()


def told(engine: Engine, clerk: Channel, *kinds: str) -> list[tuple[str, Any]]:
    """What the clerk hears in a few frames, until these have come."""
    heard: list[tuple[str, Any]] = []

    def ask() -> bool:
        engine.frame()
        for message in clerk.receive():
            heard.extend((message.json() if message.kind == JSON else {}).items())
        return {name for name, _ in heard} >= set(kinds)

    until(ask)
    return [(name, value) for name, value in heard if name in ("session", "log")]


def test_a_command_on_the_frame_that_begins_another_file_is_in_the_one_before(engine: Engine, clerk: Channel) -> None:
    clerk.send_json({"watch": {"log": 1}})
    assert [name for name, _ in told(engine, clerk, "session")] == ["session"]
    clerk.send_json({"id": "c", "verb": "cut"})
    clerk.send_json({"watch": {"log": 2}})
    (first, entries), (second, session) = told(engine, clerk, "session", "log")
    assert (first, second) == ("log", "session")
    assert entries[0]["command"] == {"id": "c", "verb": "cut"} and session["frame"] == entries[0]["frame"] + 1


def test_the_same_wish_again_begins_nothing(engine: Engine, clerk: Channel) -> None:
    clerk.send_json({"watch": {"log": 1}})
    told(engine, clerk, "session")
    clerk.send_json({"watch": {"log": 1, "meters": True}})
    clerk.send_json({"id": "c", "verb": "cut"})
    assert [name for name, _ in told(engine, clerk, "log")] == ["log"]


def test_what_was_refused_was_not_applied(engine: Engine, clerk: Channel) -> None:
    clerk.send_json({"watch": {"log": 1}})
    clerk.send_json({"id": "c", "verb": "no such verb"})
    clerk.send_json({"id": "d", "verb": "cut"})
    (_, entries) = next(one for one in told(engine, clerk, "log") if one[0] == "log")
    assert [entry["command"]["id"] for entry in entries] == ["d"]
