"""A show on air, with an engine and destinations of paper: real processes that answer as the true ones do."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mixer.protocol import locks
from mixer.protocol.parse import read_show, to_json
from studio.air import senders
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer import engine_ears, onair
from studio.air.runmixer.database_writer import FencedOff, Stored
from studio.air.runmixer.onair import OnAir
from tests.waiting import until_async

PAPER = """
import json, os, select, signal, sys
from pathlib import Path
from mixer.errors import ChannelClosed
from mixer.protocol import locks
from mixer.protocol.wire import Listener

kind, run, rest = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
name = rest[rest.index("--as") + 1] if "--as" in rest else kind
run.mkdir(parents=True, exist_ok=True)
lock = locks.take(run / f"{name}.lock")
listener, ends, told, frame, revision = Listener(run / f"{name}.sock"), [], [], 0, 1
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

def status():
    if kind == "engine":
        return {"frame": frame, "sources": {}, "late": 0, "heard": told, "pid": os.getpid()}
    return {"state": "live", "text": f"live with {len(told)} words", "pid": os.getpid()}

while True:
    select.select([listener, *ends], [], [], 0.05)
    for end in listener.accept():
        ends.append(end)
        if kind == "engine":
            end.send_json({"desk": {"frame": frame, "revision": revision, "program": "a"}})
    frame += 1
    for end in list(ends):
        try:
            for message in end.receive():
                word = message.json()
                if word.get("stop"):
                    sys.exit(0)
                if word.get("verb") == "ftb":
                    os.kill(os.getpid(), signal.SIGKILL)  # it fell over a command
                told.append(word.get("verb") or next(iter(word)))
                if "verb" in word:
                    revision = word.get("revision", revision)
                    end.send_json({"answer": word["id"], "ok": True, "frame": frame})
                    end.send_json({"desk": {"frame": frame, "revision": revision, "program": "a"}})
            end.send_json({"status": status()})
        except ChannelClosed:
            ends.remove(end)
"""
SHOW = to_json(read_show({"name": "Paper", "sources": [{"id": "a", "name": "A", "input": {"kind": "test"}}]}))


class PaperWriter:
    """The database as far as a show on air sees it; `news` is what it tells next."""

    made: PaperWriter
    rehearsing = False

    def __init__(self, show_id: str, host: str, address: str, tell: Callable[[Any], None]) -> None:
        self.tell, self.events, self.answered = tell, list[str](), threading.Event()
        self.rows = SimpleNamespace(close=lambda seconds: None, do_in_steps=lambda name, steps: None)
        self.closed = False
        PaperWriter.made = self

    def start(self) -> None:
        self.tell(Stored(True, 1, SHOW, rehearsing=self.rehearsing))
        self.answered.set()

    def note(self, event: Any) -> None:
        self.events.append(event.code)

    def do(self, what: Callable[[], None]) -> None: ...

    def look_soon(self) -> None: ...

    def close(self, seconds: float) -> None:
        self.closed = True


class Page:
    """A client: what it was told."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    def tell(self, answer: dict[str, Any]) -> None:
        self.answers.append(answer)


@pytest.fixture(autouse=True)
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    start = subprocess.Popen

    def popen(argv: list[str], **more: Any) -> Any:
        return start([argv[0], "-c", PAPER, *argv[3:]] if argv[1:3] == ["-m", "mixer"] else argv, **more)

    monkeypatch.setattr("studio.air.processes.programs.subprocess.Popen", popen)
    monkeypatch.setattr(onair, "DatabaseWriter", PaperWriter)
    monkeypatch.setattr(engine_ears, "CLOSED_S", 0.0)
    monkeypatch.setattr(onair, "CATCH_UP_S", 0.1)


@pytest.fixture
def paths(tmp_path: Path) -> ShowPaths:
    paths = ShowPaths(tmp_path, "shw_a")
    for folder in (paths.run, paths.shows):
        folder.mkdir(parents=True)
    paths.show_file.write_text(json.dumps({**SHOW, "revision": 1}))
    return paths


@asynccontextmanager
async def on_air(paths: ShowPaths) -> AsyncIterator[OnAir]:
    """On air, once the engine and the web player have spoken; off air at the end."""
    air = OnAir(paths)
    running = asyncio.create_task(air.run())
    try:
        await until_async(lambda: air.show_state["desk"] and states(air) == {"Web player": "running"}, "on air")
        yield air
    finally:
        if not running.done():
            air.stop()
        await asyncio.wait_for(running, 30)


def states(air: OnAir) -> dict[str, str]:
    return {one["name"]: one["state"] for one in air.show_state["destinations"] if one["on"]}


def heard(air: OnAir) -> list[str]:
    """The words the engine has heard."""
    return list((air.show_state.status or {}).get("heard", ()))


async def asked(air: OnAir, name: str, **command: Any) -> dict[str, Any]:
    page: Any = Page()
    air.command({"id": name, **command}, page)
    await until_async(lambda: page.answers, f"the answer to {name}")
    return dict(page.answers[0])


def owners(paths: ShowPaths) -> dict[str, int]:
    return {lock.stem: pid for lock in paths.run.glob("*.lock") if (pid := locks.owner(lock))}


async def test_a_command_is_applied_once_and_a_retry_gets_the_first_answer(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        first = await asked(air, "one", verb="cut")
        again = await asked(air, "one", verb="cut")
        assert first["ok"] and again == first
        await until_async(lambda: "cut" in heard(air), "the engine to have heard it")
        await asked(air, "two", verb="cut")
        await until_async(lambda: heard(air).count("cut") == 2, "the second")


async def test_what_makes_no_sense_never_reaches_the_engine(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        assert (await asked(air, "odd", verb="preview"))["code"] == "bad_command"
        assert (await asked(air, "unknown", verb="fly"))["code"] == "bad_command"
        page: Any = Page()
        air.command({"verb": "cut"}, page)
        assert page.answers[0]["code"] == "bad_command", "a command has an id"
        assert "preview" not in heard(air) and "fly" not in heard(air)


async def test_a_command_that_meets_a_mistake_of_ours_is_answered_and_forgotten(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        first = await asked(air, "odd", verb="start_destination", destination={})
        assert first["code"] == "failed" and await asked(air, "odd", verb="cut") != first


async def test_a_stored_step_that_nobody_could_ask_for_is_refused_when_it_comes(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        page: Any = Page()
        for verb, parts in (("load", {"show": SHOW, "revision": 9}), ("cut", {"id": "another"}), ("run_macro", {})):
            air.commands.step("step", {"verb": verb, **parts}, senders.STUDIO, page.tell)
        assert [one["code"] for one in page.answers] == ["bad_command"] * 3
        assert not {"load", "cut"} & set(heard(air))


async def test_a_step_that_comes_too_late_is_not_done(paths: ShowPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a press at the desk: a step says itself until which frame it may happen."""
    async with on_air(paths) as air:
        page: Any = Page()
        sent: list[dict[str, Any]] = []
        monkeypatch.setattr(air.commands, "to_engine", lambda name, command: sent.append(command))
        air.commands.step("step", {"verb": "cut", "not_after_frame": 10**9}, senders.STUDIO, page.tell)
        frame = air.show_state.frames.at(time.monotonic())
        assert frame is not None and frame < sent[0]["not_after_frame"] <= frame + 31


async def test_an_engine_that_dies_of_a_command_leaves_nobody_waiting_and_another_follows(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        before = owners(paths)
        answer = await asked(air, "last", verb="ftb")
        assert (answer["ok"], answer["code"]) == (False, "engine_lost")
        await until_async(lambda: owners(paths).get("engine") not in (None, before["engine"]), "another engine")
        await until_async(lambda: "engine_back" in PaperWriter.made.events, "it to be told")
        assert PaperWriter.made.events.count("engine_restarted") == 1
        assert {name: pid for name, pid in owners(paths).items() if name != "engine"} == {
            name: pid for name, pid in before.items() if name != "engine"
        }, "the destinations went on"
        assert (await asked(air, "after", verb="cut"))["ok"]


async def test_an_edit_that_the_engine_has_not_got_is_loaded_once(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        edited = {**SHOW, "name": "Edited"}
        for _ in range(3):
            air._take_news(Stored(True, 2, edited))
        await until_async(lambda: air.show_state["revision"] == 2, "the edit to be played")
        assert air.show_state["show"]["name"] == "Edited" and heard(air).count("load") <= 1
        air._take_news(Stored(True, 2, edited))
        await until_async(lambda: "load" in heard(air), "the engine to have heard it")
        assert heard(air).count("load") == 1


async def test_a_destination_is_switched_by_a_command_and_an_unknown_one_refused(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        assert (await asked(air, "off", verb="stop_destination", destination="hls"))["ok"]
        assert (await asked(air, "soon", verb="start_destination", destination="hls"))["code"] == "busy"
        await until_async(lambda: air.show_state["destinations"][0]["state"] == "off", "the player to have ended")
        assert (await asked(air, "on", verb="start_destination", destination="hls"))["ok"]
        await until_async(lambda: states(air) == {"Web player": "running"}, "the player to run again")
        assert (await asked(air, "none", verb="start_destination", destination="x"))["code"] == "unknown_destination"


async def test_a_show_without_a_recording_says_so(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        bare = {**SHOW, "destinations": [one for one in SHOW["destinations"] if one["id"] == "hls"]}
        air._take_news(Stored(True, 2, bare))
        assert (await asked(air, "rec", verb="start_recording"))["code"] == "no_recording"


async def test_another_host_with_a_higher_number_ends_it_here(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        air._take_news(FencedOff("another host has taken the show over"))
        await until_async(lambda: not owners(paths), "every program to end")
    assert PaperWriter.made.events[-1] == "fenced_off" or "fenced_off" in PaperWriter.made.events


async def test_taken_off_air_nothing_is_left_running_and_no_run_folder(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        programs = owners(paths)
        assert set(programs) == {"engine", "hls-hls"} and air.engine.connected
    assert not paths.run.exists() and PaperWriter.made.closed
    assert all(not os.path.exists(f"/proc/{pid}/exe") for pid in programs.values())


async def test_a_show_that_is_no_longer_wanted_goes_off_air(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        air._take_news(Stored(False, 1, None))
        await until_async(lambda: not paths.run.exists(), "off air")


async def test_the_end_of_a_show_is_not_the_end_of_its_rehearsal(
    paths: ShowPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperWriter, "rehearsing", True)
    async with rehearsal(paths) as air:
        opened: list[bool] = []
        monkeypatch.setattr(air.destinations, "open", lambda: opened.append(True))
        air._take_news(Stored(False, 1, SHOW))
        assert air.stopping.is_set() and not opened


async def test_handed_over_everything_goes_on_and_the_next_finds_it(paths: ShowPaths) -> None:
    first = OnAir(paths)
    running = asyncio.create_task(first.run())
    await until_async(lambda: first.show_state["desk"] and states(first) == {"Web player": "running"}, "on air")
    programs = owners(paths)
    first.hand_over()
    await asyncio.wait_for(running, 30)
    assert owners(paths) == programs and not PaperWriter.made.closed, "the lease is kept for the next"
    async with on_air(paths) as second:
        assert owners(paths) == programs and "engine_adopted" in PaperWriter.made.events
        assert (await asked(second, "one", verb="cut"))["ok"]


async def test_a_hung_program_does_not_hold_up_going_off_air(paths: ShowPaths) -> None:
    async with on_air(paths) as air:
        os.kill(owners(paths)["hls-hls"], signal.SIGSTOP)
        assert air.engine.connected
    assert not paths.run.exists()


@asynccontextmanager
async def rehearsal(paths: ShowPaths) -> AsyncIterator[OnAir]:
    """The engine has spoken, and nothing goes out."""
    air = OnAir(paths)
    running = asyncio.create_task(air.run())
    try:
        await until_async(lambda: air.show_state["desk"], "the engine to speak")
        yield air
    finally:
        if not running.done():
            air.stop()
        await asyncio.wait_for(running, 30)


async def test_a_rehearsal_runs_with_its_ways_out_closed_and_goes_on_air_in_the_same_engine(
    paths: ShowPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperWriter, "rehearsing", True)
    async with rehearsal(paths) as air:
        assert air.show_state["rehearsing"] and set(owners(paths)) == {"engine"}
        assert (await asked(air, "rec", verb="start_recording"))["code"] == "rehearsing"
        assert (await asked(air, "cut", verb="cut"))["ok"]
        before = owners(paths)["engine"]
        assert (await asked(air, "go", verb="go_on_air"))["ok"]
        await until_async(lambda: states(air) == {"Web player": "running"}, "the player to run")
        assert not air.show_state["rehearsing"] and owners(paths)["engine"] == before
        air._take_news(Stored(True, 1, None, rehearsing=True))
        assert not air.show_state["rehearsing"], "what was read before is no news"
        assert (await asked(air, "again", verb="go_on_air"))["code"] == "on_air"


async def test_a_rehearsal_goes_on_with_another_runmixer(paths: ShowPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PaperWriter, "rehearsing", True)
    first = OnAir(paths)
    running = asyncio.create_task(first.run())
    await until_async(lambda: first.show_state["desk"], "the engine to speak")
    first.hand_over()
    await asyncio.wait_for(running, 30)
    async with rehearsal(paths) as second:
        assert second.show_state["rehearsing"] and set(owners(paths)) == {"engine"}
        assert "engine_adopted" in PaperWriter.made.events


async def test_a_rehearsal_that_the_database_says_is_over_is_over(
    paths: ShowPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperWriter, "rehearsing", True)
    async with rehearsal(paths) as air:
        air._take_news(Stored(True, 1, None))
        await until_async(lambda: states(air) == {"Web player": "running"}, "the player to run")
