"""Commands for a frame to come, through the engine's own socket, in an engine that makes its frames one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mixer.engine.control_server import ControlServer
from mixer.engine.engine import Engine
from mixer.engine.held_commands import MOST
from mixer.engine.ticks import Tick
from mixer.protocol.commands import HELD_S
from mixer.protocol.wire import JSON, Channel
from tests.helpers import TIMELINE, a_render, a_show

SHOW = a_show()


class Desk:
    """A controller at an engine whose frames come when they are asked for."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine, self.frame = engine, -1
        engine.control = ControlServer(path, engine.output.admit)
        engine.control.applied, engine.control.waits = engine.applied, engine.waits
        self.channels: list[Channel] = []
        self.channel = self.connected(path)

    def connected(self, path: Path) -> Channel:
        channel = Channel.connect(path)
        channel.send_json({"hello": "control"})
        channel.send_json({"watch": {"log": 1}})
        self.channels.append(channel)
        return channel

    def ask(self, name: str, verb: str, **parts: Any) -> None:
        self.channel.send_json({"id": name, "verb": verb, **parts})

    def play(self, until: int, channel: Channel | None = None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The answers by id, and what was logged, of the frames to this one."""
        answers, logged = {}, []
        while self.frame < until:
            self.frame += 1
            self.engine.frame(Tick(self.frame))
            for message in (channel or self.channel).receive():
                value = message.json() if message.kind == JSON else {}
                if "answer" in value:
                    answers[value["answer"]] = value
                logged += value.get("log", [])
        return answers, logged


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_render(SHOW) as (engine, _):
        desk = Desk(engine, tmp_path / "engine.sock")
        yield desk
        engine.close()
        for channel in desk.channels:
            channel.close()


def applied(logged: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(entry["frame"], entry["command"]["id"]) for entry in logged if "command" in entry]


def test_a_command_for_a_frame_happens_on_exactly_that_one(desk: Desk) -> None:
    desk.play(2)
    desk.ask("later", "take", scene="two", on_frame=9)
    desk.ask("now", "master", gain_db=-3.0)
    answers, _ = desk.play(8)
    assert set(answers) == {"now"} and desk.engine.desk.program == "one"
    answers, logged = desk.play(9)
    assert answers["later"]["ok"] and answers["later"]["frame"] == 9
    assert desk.engine.desk.program == "two" and applied(logged) == [(9, "later")]


def test_those_of_one_frame_happen_as_they_came_before_what_comes_on_it(desk: Desk) -> None:
    desk.play(0)
    desk.ask("last", "take", scene="both", on_frame=7)
    desk.ask("first", "take", scene="two", on_frame=6)
    desk.ask("second", "take", scene="one", on_frame=6)
    desk.play(5)
    desk.ask("pressed", "preview", scene="both")
    _, logged = desk.play(8)
    assert applied(logged) == [(6, "first"), (6, "second"), (6, "pressed"), (7, "last")]


def test_a_batch_for_a_frame_is_one_entry_of_the_log_and_answers_for_each(desk: Desk) -> None:
    desk.play(0)
    desk.ask("both", "batch", commands=[{"verb": "cut"}, {"verb": "ftb", "on": True}], on_frame=4)
    answers, logged = desk.play(4)
    assert answers["both"]["answers"] == [{"verb": "cut", "frame": 4}, {"verb": "ftb", "frame": 4}]
    assert applied(logged) == [(4, "both")] and (desk.engine.desk.program, desk.engine.desk.ftb.on) == ("two", True)


def test_a_batch_that_is_refused_on_its_frame_says_which_of_it_and_nothing_has_changed(desk: Desk) -> None:
    desk.play(0)
    desk.ask("both", "batch", commands=[{"verb": "cut"}, {"verb": "cut", "expected_preview": "both"}], on_frame=4)
    answers, logged = desk.play(5)
    assert (answers["both"]["code"], answers["both"]["index"]) == ("stale", 1)
    assert desk.engine.desk.program == "one" and applied(logged) == []


def test_a_frame_that_has_passed_is_too_late_and_one_far_ahead_too_early(desk: Desk) -> None:
    desk.play(20)
    ahead = 21 + int(HELD_S * TIMELINE.rate)
    for name, frame in (("past", 20), ("far", ahead + 1), ("near", ahead)):
        desk.ask(name, "cut", on_frame=frame)
    answers, _ = desk.play(22)
    assert {name: answer["code"] for name, answer in answers.items()} == {"past": "too_late", "far": "too_early"}


def test_a_frame_that_a_stall_has_skipped_is_too_late(desk: Desk) -> None:
    desk.play(0)
    desk.ask("skipped", "cut", on_frame=3)
    desk.play(1)
    desk.frame = 9
    answers, logged = desk.play(10)
    assert answers["skipped"]["code"] == "too_late" and applied(logged) == []


def test_what_waits_is_bounded(desk: Desk) -> None:
    desk.play(0)
    for number in range(MOST + 1):
        desk.ask(str(number), "master", gain_db=0.0, on_frame=5)
    answers, _ = desk.play(2)
    assert [(name, answer["code"]) for name, answer in answers.items()] == [(str(MOST), "busy")]
    answers, _ = desk.play(5)
    assert len(answers) == MOST and all(answer["ok"] for answer in answers.values())


def test_a_command_that_is_told_again_while_it_waits_happens_once(desk: Desk, tmp_path: Path) -> None:
    desk.play(0)
    desk.ask("mine", "cut", on_frame=6)
    desk.play(1)
    desk.channel.close()
    desk.channel = desk.connected(tmp_path / "engine.sock")
    desk.ask("mine", "cut", on_frame=6)
    answers, logged = desk.play(7)
    assert answers["mine"]["frame"] == 6 and applied(logged) == [(6, "mine")] and desk.engine.desk.program == "two"


def test_a_held_command_happens_though_who_asked_has_gone(desk: Desk, tmp_path: Path) -> None:
    desk.play(0)
    desk.ask("mine", "take", scene="two", on_frame=6)
    desk.play(1)
    desk.channel.close()
    other = desk.connected(tmp_path / "engine.sock")
    _, logged = desk.play(7, other)
    assert desk.engine.desk.program == "two" and applied(logged) == [(6, "mine")]
