"""Each destination of a show is begun, told, ended and remembered by itself; tried with programs of paper."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from mixer.protocol import locks
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer import output
from studio.air.runmixer.destinations import Destinations
from tests.waiting import until, until_async

HLS = {"id": "dst_h", "name": "Player", "output": {"kind": "hls", "window": 10, "place": ""}, "on": True}
RECORD = {"id": "dst_r", "name": "Recording", "output": {"kind": "record"}, "on": False}
RELAY = {
    "id": "dst_y", "name": "YouTube", "on": False,
    "output": {"kind": "relay", "platform": "youtube", "server": "rtmps://a.example/live2", "latency_ms": 500},
}  # fmt: skip
KEY = {"dst_y": {"key": "abcd"}}


class Process:
    """A program that runs until it is asked to end, and remembers what it was told."""

    made: list[Process] = []

    def __init__(self, paths: ShowPaths, name: str, argv: list[str], changed: Any, event: Any, **more: Any) -> None:
        self.name, self.argv, self.changed, self.event = name, argv, changed, event
        self.status: dict[str, Any] = {"state": "waiting", "text": "starting"}
        self.state, self.told_first, self.told = "waiting", None, list[Any]()
        self.over = asyncio.Event()
        Process.made.append(self)

    async def run(self) -> None:
        await self.over.wait()

    def greeting(self) -> bool:
        self.told.append(self.told_first)
        return True

    def say(self, state: str, text: str) -> None:
        self.state, self.status = state, {"state": state, "text": text}
        self.changed()

    def ask_to_end(self) -> None:
        self.over.set()

    async def end(self, patience_s: float) -> None:
        self.ask_to_end()


@pytest.fixture(autouse=True)
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(output, "DestinationProcess", Process)
    yield
    Process.made.clear()


@pytest.fixture
def paths(tmp_path: Path) -> ShowPaths:
    paths = ShowPaths(tmp_path, "shw_a")
    paths.run.mkdir(parents=True)
    paths.shows.mkdir(parents=True)
    return paths


def of(paths: ShowPaths, *stored: dict[str, Any], secrets: Any = KEY, events: Any = None) -> Destinations:
    made = Destinations(paths, Mock(), Mock(), (events if events is not None else []).append)
    made.follow(show_of(*stored), 1, secrets)
    return made


def show_of(*stored: dict[str, Any]) -> dict[str, Any]:
    return {"destinations": list(stored)}


def on(destinations: Destinations) -> list[str]:
    return [one["id"] for one in destinations.told() if one["on"]]


def process(name: str) -> Process:
    return [one for one in Process.made if one.name == name][-1]


async def test_what_starts_with_the_show_is_begun_and_the_rest_is_listed_as_off(paths: ShowPaths) -> None:
    destinations = of(paths, HLS, RECORD, RELAY)
    assert on(destinations) == ["dst_h"]
    assert [(one["kind"], one["state"]) for one in destinations.told()] == [
        ("hls", "waiting"), ("record", "off"), ("relay", "off"),
    ]  # fmt: skip
    assert destinations.told()[0]["url"] == "/hls/shw_a/index.m3u8" and destinations.told()[2]["url"] is None
    assert process("hls-dst_h").argv == ["hls", str(paths.run), str(paths.shows / "hls"), "--as", "hls-dst_h"]


async def test_one_is_started_and_stopped_by_itself_with_its_own_state_and_history(paths: ShowPaths) -> None:
    events: list[dict[str, Any]] = []
    destinations = of(paths, HLS, RELAY, events=events)
    assert destinations.switch("dst_y", on=True) is None
    assert process("relay-dst_y").told_first == {"output": RELAY["output"], "secrets": KEY["dst_y"]}
    process("relay-dst_y").say("running", "live on a.example")
    told = destinations.told()[1]
    assert (told["state"], told["text"]) == ("running", "live on a.example") and told["since"]
    assert destinations.switch("dst_y", on=True) is not None
    assert destinations.switch("dst_y", on=False) is None
    await until_async(lambda: destinations.told()[1]["state"] == "off")
    assert on(destinations) == ["dst_h"]
    assert [(one["code"], one["about"]) for one in events if one["about"] == "dst_y"] == [
        ("destination_started", "dst_y"), ("destination_stopped", "dst_y"),
    ]  # fmt: skip


async def test_an_unknown_one_is_refused(paths: ShowPaths) -> None:
    problem = of(paths, HLS).switch("dst_none", on=True)
    assert problem and problem.code == "unknown_destination"


async def test_an_edit_is_told_to_the_running_program_and_an_older_show_changes_nothing(paths: ShowPaths) -> None:
    destinations = of(paths, HLS)
    edited = {**HLS, "output": {**HLS["output"], "window": 30}}  # type: ignore[dict-item]
    destinations.follow(show_of(edited), 2)
    assert process("hls-dst_h").told[-1]["output"]["window"] == 30
    destinations.follow(show_of(), 1)
    assert on(destinations) == ["dst_h"]


async def test_what_is_removed_is_ended(paths: ShowPaths) -> None:
    destinations = of(paths, HLS, RELAY)
    destinations.switch("dst_y", on=True)
    destinations.follow(show_of(HLS), 2)
    assert process("relay-dst_y").over.is_set() and [one["id"] for one in destinations.told()] == ["dst_h"]


async def test_what_is_added_on_air_waits_for_a_director(paths: ShowPaths) -> None:
    destinations = of(paths, HLS)
    second = placed({**HLS, "id": "dst_2"}, "long")
    destinations.follow(show_of(HLS, {**RELAY, "on": True}, second), 2)
    assert on(destinations) == ["dst_h"]
    destinations.switch("dst_2", on=True)
    assert process("hls-dst_2").argv[2] == str(paths.shows / "hls" / "long")


def placed(stored: dict[str, Any], place: str) -> dict[str, Any]:
    return {**stored, "output": {**stored["output"], "place": place}}


async def test_a_list_that_moves_ends_where_it_was_before_another_begins_there(paths: ShowPaths) -> None:
    destinations = of(paths, HLS)
    moved, heir = placed(HLS, "old"), {**HLS, "id": "dst_2"}
    destinations.follow(show_of(moved, heir), 2)
    destinations.switch("dst_2", on=True)
    assert on(destinations) == ["dst_h", "dst_2"] and Process.made[0].over.is_set()
    await until_async(lambda: len(Process.made) == 3)
    assert process("hls-dst_h").argv[2] == str(paths.shows / "hls" / "old")
    assert process("hls-dst_2").argv[2] == str(paths.shows / "hls")


async def test_another_player_in_the_place_of_one_that_ran_goes_on(paths: ShowPaths) -> None:
    """A file that was imported names it otherwise; viewers must not notice."""
    destinations = of(paths, HLS)
    destinations.follow(show_of({**HLS, "id": "dst_new"}), 2)
    assert on(destinations) == ["dst_new"]


async def test_one_that_becomes_another_kind_is_ended_and_is_another(paths: ShowPaths) -> None:
    destinations = of(paths, {**RELAY, "on": True})
    destinations.follow(show_of({**RECORD, "id": "dst_y"}), 2)
    assert process("relay-dst_y").over.is_set() and on(destinations) == []
    assert destinations.switch("dst_y", on=True) is None and "--name" in process("record-dst_y").argv


async def test_a_key_is_never_told_for_a_server_it_was_not_given_for(paths: ShowPaths) -> None:
    destinations = of(paths, {**RELAY, "on": True})
    moved = {**RELAY, "on": True, "output": {**RELAY["output"], "server": "rtmps://b.example/live2"}}  # type: ignore[dict-item]
    destinations.follow(show_of(moved), 2)
    assert all(
        not told or told["output"]["server"] != "rtmps://b.example/live2" for told in process("relay-dst_y").told
    )
    destinations.follow(None, 1, KEY)
    assert process("relay-dst_y").told_first is None, "what the database said of the show before"
    destinations.follow(None, 2, {})
    assert process("relay-dst_y").told[-1] == {"output": moved["output"], "secrets": {}}


async def test_a_show_file_of_an_older_build_ends_nothing(paths: ShowPaths) -> None:
    (paths.run / "recording.json").write_text(json.dumps({"id": "rec_1", "name": "tape", "since": 5.0}))
    destinations = Destinations(paths, Mock(), Mock(), Mock())
    destinations.follow({"name": "As it was"}, 7)
    assert not (paths.run / "destinations.json").exists() and (paths.run / "recording.json").exists()
    destinations.follow(show_of(HLS, RECORD), 7, {})
    assert on(destinations) == ["dst_h", "dst_r"]


async def test_a_recording_that_cannot_begin_with_the_show_says_so(paths: ShowPaths, monkeypatch: Any) -> None:
    monkeypatch.setattr("studio.air.runmixer.recording.ENOUGH_BYTES", 1 << 60)
    events: list[dict[str, Any]] = []
    destinations = of(paths, {**RECORD, "on": True}, events=events)
    [told] = destinations.told()
    assert told["state"] == "failed" and "MB are free" in told["text"] and events[0]["level"] == "error"


async def test_the_next_runmixer_finds_each_as_it_was_left(paths: ShowPaths) -> None:
    first = of(paths, HLS, RELAY)
    first.switch("dst_h", on=False)
    first.switch("dst_y", on=True)
    first.let_go()
    assert not process("relay-dst_y").over.is_set(), "its program goes on"
    second = of(paths, HLS, RELAY)
    assert on(second) == ["dst_y"]


async def test_a_relay_is_told_nothing_until_its_key_is_known(paths: ShowPaths) -> None:
    destinations = of(paths, {**RELAY, "on": True}, secrets=None)
    assert process("relay-dst_y").told_first is None
    destinations.follow(None, 1, KEY)
    assert process("relay-dst_y").told_first == {"output": RELAY["output"], "secrets": KEY["dst_y"]}


async def test_keys_are_in_no_file_of_the_run_folder(paths: ShowPaths) -> None:
    of(paths, {**RELAY, "on": True})
    assert all("abcd" not in path.read_text() for path in paths.run.rglob("*") if path.is_file())


async def test_programs_that_nobody_lists_are_ended_and_a_recording_of_an_older_build_goes_on(paths: ShowPaths) -> None:
    hold = "import sys, time; from pathlib import Path; from mixer.protocol.locks import take; take(Path(sys.argv[1]))"
    strays = [paths.lock_of(name) for name in ("hls", "relay-dst_gone")]
    others = paths.lock_of("engine")
    holders = {
        lock: subprocess.Popen([sys.executable, "-c", f"{hold}; time.sleep(60)", str(lock)])
        for lock in (*strays, others)
    }
    try:
        until(lambda: all(locks.is_held(lock) for lock in holders))
        (paths.run / "recording.json").write_text(json.dumps({"id": "rec_1", "name": "tape", "since": 5.0}))
        destinations = of(paths, HLS, RECORD)
        for lock in strays:
            assert holders[lock].wait(20) == -signal.SIGKILL
        assert locks.is_held(others) and on(destinations) == ["dst_h", "dst_r"]
        assert destinations.recording_told()["name"] == "tape"
    finally:
        for holder in holders.values():
            holder.kill()
            holder.wait()


async def test_several_recordings_run_side_by_side_under_names_of_their_own(paths: ShowPaths) -> None:
    destinations = of(paths, RECORD, {**RECORD, "id": "dst_second"}, {**RECORD, "id": "dst_r_second"})
    assert [destinations.switch(one, on=True) for one in ("dst_r", "dst_second", "dst_r_second")] == [None] * 3
    names = {one.argv[one.argv.index("--name") + 1] for one in Process.made}
    assert len(names) == 3 and destinations.recording_told()["on"]


async def test_off_air_all_of_them_end(paths: ShowPaths) -> None:
    destinations = of(paths, HLS, {**RELAY, "on": True})
    await destinations.end(1)
    assert all(one.over.is_set() for one in Process.made) and on(destinations) == []


def rehearsed(paths: ShowPaths, *stored: dict[str, Any]) -> Destinations:
    made = Destinations(paths, Mock(), Mock(), Mock())
    made.closed = True
    made.follow(show_of(*stored), 1, KEY)
    return made


async def test_in_a_rehearsal_nothing_begins_whoever_asks_and_each_says_why(paths: ShowPaths) -> None:
    destinations = rehearsed(paths, HLS, RECORD, RELAY)
    assert Process.made == []
    for one in ("dst_h", "dst_r", "dst_y"):
        problem = destinations.switch(one, on=True)
        assert problem and problem.code == "rehearsing"
    assert [one["text"] for one in destinations.told()] == ["closed: the show is rehearsed", "", ""]
    destinations.follow(show_of(HLS, {**HLS, "id": "dst_2"}), 2)
    assert Process.made == [], "nor what is added"


async def test_at_the_end_of_a_rehearsal_begins_what_starts_with_the_show(paths: ShowPaths) -> None:
    destinations = rehearsed(paths, HLS, RECORD)
    destinations.open()
    assert on(destinations) == ["dst_h"] and len(Process.made) == 1
    assert destinations.switch("dst_r", on=False) is not None, "a recording waits to be asked for"


async def test_a_rehearsal_that_another_runmixer_goes_on_with_opens_what_was_to_be_on(paths: ShowPaths) -> None:
    rehearsed(paths, HLS, RELAY)
    later = rehearsed(paths, HLS, RELAY)
    later.open()
    assert on(later) == ["dst_h"]
