"""Macros that run: their steps are commands like any other, in the name of whoever pressed the button."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from itertools import groupby
from typing import Any

from studio.air import senders
from studio.air.runmixer.answers import Tell, refusal
from studio.air.runmixer.show_state import ShowState
from studio.air.verbs import rights_for

ANSWER_S = 10.0
AT_ONCE = 8
Do = Callable[[str, dict[str, Any], senders.Sender, Tell], None]
Happened = Callable[[str, str, str], None]
Json = dict[str, Any]


class Macros:
    """Those of one show, each at most once at a time. `do` carries a step out; `happened` tells an event."""

    def __init__(self, state: ShowState, do: Do, happened: Happened) -> None:
        self._state, self._do, self._happened = state, do, happened
        self._running: dict[str, asyncio.Task[None]] = {}

    def run(self, name: str, macro: str, sender: senders.Sender, rights: Collection[str]) -> Json | None:
        """Begin a macro of the show that is played, for who has these rights; a refusal where that cannot be."""
        found = next((one for one in self._all() if one["id"] == macro), None)
        if found is None:
            return refusal(name, "no_such_macro", f"the show has no macro {macro[:64]!r}")
        if wrong := beyond(found["steps"], rights):
            return refusal(name, "forbidden", f"{found['name']}: {wrong}")
        if macro in self._running:
            return refusal(name, "busy", f"{found['name']} runs already; stop it first")
        if len(self._running) >= AT_ONCE:
            return refusal(name, "busy", f"{AT_ONCE} macros run already; wait for one of them")
        self._running[macro] = task = asyncio.create_task(self._play(name, found, sender))
        task.add_done_callback(lambda done: self._ended(macro, found["name"], done))
        return None

    def stop(self, name: str, macro: str) -> Json | None:
        """End one, or all of them without a name: what waits is not done any more."""
        if macro and macro not in self._running:
            return refusal(name, "not_running", "this macro does not run")
        for running in [macro] if macro else list(self._running):
            self._running[running].cancel()
        return None

    def _all(self) -> list[Json]:
        surface = (self._state["show"] or {}).get("surface") or {}
        return list(surface.get("macros", ()))

    async def _play(self, name: str, macro: Json, sender: senders.Sender) -> None:
        steps = macro["steps"]
        for together in in_turns(steps):
            await asyncio.sleep(steps[together[0]]["after_ms"] / 1000)
            self._tell(macro, together[-1] + 1)
            answers = [self._ask(f"{name[:70]}.{number}", steps[number], sender) for number in together]
            for number, answer in zip(together, await asyncio.gather(*answers), strict=True):
                if not answer.get("ok"):
                    raise StepRefused(number + 1, str(answer.get("error", "there was no answer")))

    def _ask(self, name: str, step: Json, sender: senders.Sender) -> asyncio.Future[Json]:
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(ANSWER_S, _settle, answer, {"error": "the mixer did not answer"})
        self._do(name, {**step["parts"], "verb": step["verb"]}, sender, lambda told: _settle(answer, told))
        return answer

    def _tell(self, macro: Json, step: int) -> None:
        others = [one for one in self._state["macros"] if one["id"] != macro["id"]]
        self._state.change(macros=[*others, {"id": macro["id"], "step": step, "steps": len(macro["steps"])}])

    def _ended(self, macro: str, name: str, task: asyncio.Task[None]) -> None:
        self._running.pop(macro, None)
        self._state.change(macros=[one for one in self._state["macros"] if one["id"] != macro])
        if not task.cancelled() and (error := task.exception()):
            self._happened("warning", "macro_stopped", f"the macro {name} stopped {error}")


class StepRefused(Exception):
    """A step that could not be done, by its number from 1."""

    def __init__(self, step: int, why: str) -> None:
        super().__init__(f"at step {step}: {why}")


def beyond(steps: list[Json], rights: Collection[str]) -> str:
    """Which of a macro's steps goes beyond these rights, in words; "" where none does. Pure."""
    for number, step in enumerate(steps, 1):
        for right in sorted(rights_for({**step["parts"], "verb": step["verb"]})):
            if right not in rights:
                return f"step {number}, {step['verb']}, needs the right {right}, which you do not have"
    return ""


def in_turns(steps: list[Json]) -> list[list[int]]:
    """The numbers of steps that happen together: those without a wait before them go with the one before. Pure."""
    turn = 0
    turns = []
    for number, step in enumerate(steps):
        turn += bool(number and step["after_ms"])
        turns.append((turn, number))
    return [[number for _, number in group] for _, group in groupby(turns, key=lambda one: one[0])]


def _settle(answer: asyncio.Future[Json], told: Json) -> None:
    if not answer.done():
        answer.set_result(told)
