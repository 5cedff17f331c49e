"""Macros that run: their steps, together and apart, and what ends them."""

from __future__ import annotations

import asyncio
from typing import Any

from studio.air.runmixer.macros import Macros, in_turns
from studio.air.runmixer.show_state import ShowState
from studio.air.senders import Sender
from studio.people.roles import ALL

DIRECTOR = Sender("Ada Holt", "macro")


class Rig:
    """A show with one macro of these steps; the command `bad` is refused."""

    def __init__(self, *steps: dict[str, Any]) -> None:
        self.state, self.done, self.events = ShowState(), list[tuple[str, str]](), list[str]()
        whole = [{"parts": {}, "after_ms": 0} | step for step in steps]
        self.state.change(
            show={"surface": {"macros": [{"id": "m", "name": "Opening", "steps": whole}]}, "canvas": {"rate": "30"}}
        )
        self.macros = Macros(self.state, self.do, lambda level, code, text: self.events.append(text))

    def do(self, name: str, command: dict[str, Any], sender: Sender, tell: Any) -> None:
        self.done.append((command["verb"], sender.by))
        refused = {"ok": False, "error": "there is no such thing"}
        tell(refused if command["verb"] == "bad" else {"ok": True, "frame": 1})


def test_steps_without_a_wait_happen_together() -> None:
    waits = [0, 0, 200, 0, 100]
    assert in_turns([{"after_ms": one} for one in waits]) == [[0, 1], [2, 3], [4]]
    assert in_turns([]) == []


async def test_a_macro_asks_its_steps_in_the_name_of_who_pressed() -> None:
    rig = Rig({"verb": "cut"}, {"verb": "ftb", "after_ms": 1}, {"verb": "auto"})
    assert rig.macros.run("r", "m", DIRECTOR, ALL) is None
    while len(rig.done) < 3:
        await asyncio.sleep(0.001)
    assert rig.done == [("cut", "Ada Holt"), ("ftb", "Ada Holt"), ("auto", "Ada Holt")]


async def test_everybody_is_told_how_far_a_macro_is_and_that_it_is_over() -> None:
    rig = Rig({"verb": "cut"}, {"verb": "auto", "after_ms": 600_000})
    rig.macros.run("r", "m", DIRECTOR, ALL)
    while not rig.state["macros"]:
        await asyncio.sleep(0)
    assert rig.state["macros"] == [{"id": "m", "step": 1, "steps": 2}]
    assert rig.macros.stop("s", "") is None
    while rig.state["macros"]:
        await asyncio.sleep(0)
    assert [verb for verb, _ in rig.done] == ["cut"]


async def test_a_macro_stops_at_the_first_step_that_is_refused_and_says_so() -> None:
    rig = Rig({"verb": "cut"}, {"verb": "bad", "after_ms": 1}, {"verb": "auto", "after_ms": 1})
    rig.macros.run("r", "m", DIRECTOR, ALL)
    while not rig.events:
        await asyncio.sleep(0.001)
    assert rig.events == ["the macro Opening stopped at step 2: there is no such thing"]
    assert [verb for verb, _ in rig.done] == ["cut", "bad"]


async def test_a_macro_that_runs_and_one_that_is_not_there_are_refused() -> None:
    rig = Rig({"verb": "auto", "after_ms": 600_000})
    assert rig.macros.run("r", "m", DIRECTOR, ALL) is None
    assert (rig.macros.run("r2", "m", DIRECTOR, ALL) or {})["code"] == "busy"
    assert (rig.macros.run("r3", "none", DIRECTOR, ALL) or {})["code"] == "no_such_macro"
    assert (rig.macros.stop("s", "none") or {})["code"] == "not_running"
    rig.macros.stop("s", "m")


async def test_a_macro_is_run_only_by_who_may_do_each_of_its_steps() -> None:
    rig = Rig({"verb": "cut"}, {"verb": "sound", "parts": {"source": "mic", "mute": True}})
    for rights in ((), ("view", "operate"), ("view", "sound")):
        assert (rig.macros.run("r", "m", DIRECTOR, rights) or {})["code"] == "forbidden"
    refused = rig.macros.run("r", "m", DIRECTOR, ("view", "operate")) or {}
    assert refused["error"] == "Opening: step 2, sound, needs the right sound, which you do not have"
    assert rig.done == [] and rig.state["macros"] == []
    assert rig.macros.run("r", "m", DIRECTOR, ("view", "operate", "sound")) is None


async def test_a_step_that_takes_a_scene_with_its_sound_needs_both_rights() -> None:
    rig = Rig({"verb": "take", "parts": {"scene": "a", "sound": {"mic": {"mute": True}}}})
    assert "the right sound" in (rig.macros.run("r", "m", DIRECTOR, ("operate",)) or {})["error"]
