"""Runs a show's rundown: what comes next goes to the engine, what aired to the database, how it stands to everybody.

What is planned when is all `mixer.core.rundown`'s; here are its clock, its files and its journal.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.rundown import Playout, Rundown, WallClock, read_rundown
from mixer.errors import BadCommand
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.ad_breaks import AdBreaks, spliced
from studio.air.runmixer.answers import Answers, refusal
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.show_state import ShowState
from studio.air.runmixer.waiting_rows import WaitingRows
from studio.air.runmixer.writer_thread import Steps
from studio.rundowns.airings import row_of
from studio.rundowns.models import AsRun

TICK_S = 0.2
CLOCK_S = 1.0  # so often the wall clock is read again
SAME_S = 0.005  # a wall clock that is off by less is as it was
WAITING_MOST = 20_000  # airings that wait for a database that is away: a day of short ones

Json = dict[str, Any]
WARNINGS = {"item_failed": "warning", "empty": "warning"}  # events that people are told of, and how loudly


class Rundowns:
    """At most one rundown runs; it goes on by the clock whoever has the programme, and after a restart of anything."""

    def __init__(
        self,
        paths: ShowPaths,
        show_state: ShowState,
        answers: Answers,
        in_steps: Callable[[str, Steps], None],
        send: Callable[[Json], bool],
        happened: Callable[[Any, str, str], None],
        breaks: Callable[[list[Json]], None] = lambda breaks: None,
    ) -> None:
        """`breaks` is told of the ad breaks that are near, when they change."""
        self.paths, self.show_state, self.answers = paths, show_state, answers
        self._send, self._happened, self._tell_breaks = send, happened, breaks
        self.breaks = AdBreaks()
        self.rows = WaitingRows("as-run log", AsRun, in_steps, WAITING_MOST)
        self.journal = Journal(paths.rundown_journal)
        self._entries: list[Json] = []  # from the newest whole state on
        self.playout: Playout | None = None
        self._rundown: Rundown | None = None
        self._file: tuple[Path, int] | None = None  # what was read of it, by its time of change
        self._clock: WallClock | None = None
        self._heard: Json | None = None
        self._overdue = ""  # the occurrence that an engine came back with too late
        self._number = 0
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    # -- asked -------------------------------------------------------------------------------------

    def command(self, name: str, command: Json) -> None:
        self._tasks.add(task := asyncio.create_task(self._obey(name, command)))
        task.add_done_callback(self._tasks.discard)

    async def _obey(self, name: str, command: Json) -> None:
        async with self._turn:
            try:
                if command["verb"] == "rundown_start":
                    await self._load(str(command.get("rundown", "")))
                if self.playout is None:
                    raise BadCommand("not_running", "no rundown runs in this show")
                self.playout.obey(command, frame := self._frame())
                self.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": frame})
            except BadCommand as error:
                self.answers.give(name, refusal(name, error.code, str(error)))
            self._tend()

    # -- heard -------------------------------------------------------------------------------------

    def engine_says(self, desk: Json) -> None:
        said = desk.get("rundown")
        if said is None or said == self._heard:
            return
        first, self._heard, shown = self._heard is None, said, said.get("on_air") or {}
        frame = int(desk["frame"])
        if first:  # an engine that comes back may still show what the clock has left behind: nobody plays by then
            ends = shown.get("ends_frame")
            self._overdue = shown["occurrence"] if ends is not None and ends < frame else ""
        if self.playout is not None:
            overdue = bool(shown) and shown["occurrence"] == self._overdue
            self.playout.hear({**said, "on_air": None} if overdue else said, frame)
            self._tend()

    def engine_lost(self) -> None:
        """Until another one has said what it plays, nobody does."""
        self._heard = None
        if self.playout is not None:
            self.playout.hear(None, self._frame())
            self._tend()

    # -- running -----------------------------------------------------------------------------------

    async def run(self) -> None:
        await self._resume()
        next_clock = 0.0
        while True:
            async with self._turn:
                if self.playout is not None:
                    if time.monotonic() >= next_clock:
                        next_clock = time.monotonic() + CLOCK_S
                        self._read_clock()
                        await self._read_again()
                    self._tend()
                    await self._go_on()
            await asyncio.sleep(TICK_S)

    def close(self) -> None:
        self.journal.close()

    async def _resume(self) -> None:
        """Go on with what ran before, where the clock says that it should be by now."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            known = json.loads(await asyncio.to_thread(self.paths.rundown_journal.read_text))
            self._entries = known["entries"]
            with contextlib.suppress(BadCommand):
                await self._load(str(known["rundown"]))
            if self.playout is not None:
                self._tend()

    async def _load(self, rundown: str) -> None:
        """Have a rundown ready to start. Raises BadCommand."""
        if not self._read_clock():
            raise BadCommand("engine_down", "the engine is being started; nothing was changed")
        try:
            path = self.paths.rundown_file(rundown)
            read = await asyncio.to_thread(read_file, path)
        except (OSError, ValueError) as error:
            raise BadCommand("no_rundown", f"the rundown {rundown} cannot be read: {error}") from None
        if self._rundown is None or self._rundown.id != read.id:
            if self.playout is not None:
                self._drain()
            assert self._clock is not None
            self.playout = Playout(self._clock, read, self._entries)
            if self._heard is not None:
                self.playout.hear(self._heard, self._frame())
        self._rundown, self._file = read, (path, path.stat().st_mtime_ns)
        assert self.playout is not None
        self.playout.load(read, self._frame())

    async def _read_again(self) -> None:
        """What was edited is played from what is not prepared yet on."""
        if self._file is None or self.playout is None:
            return
        path, known = self._file
        try:
            changed = path.stat().st_mtime_ns
            if changed == known:
                return
            read = await asyncio.to_thread(read_file, path)
        except (OSError, ValueError) as error:
            self._file = path, changed if path.exists() else known
            self._happened("error", "rundown_unreadable", f"the edited rundown cannot be read: {error}")
            return
        self._rundown, self._file = read, (path, changed)
        self.playout.load(read, self._frame())

    async def _go_on(self) -> None:
        """A rundown that names another one to follow it gives way to that at its end."""
        told = self.show_state["rundown"]
        if told and told["state"] == "ended" and self._rundown and self._rundown.at_end == "next":
            with contextlib.suppress(BadCommand):
                await self._load(following := self._rundown.next)
                assert self.playout is not None
                self.playout.obey({"verb": "start", "rundown": following}, self._frame())
                self._tend()

    # -- telling -----------------------------------------------------------------------------------

    def _tend(self) -> None:
        """Tell the engine, the journal, the database and everybody else what is new."""
        if self.playout is None:
            return
        frame = self._frame()
        # An engine may be on air of which nothing was heard yet: it is not told to begin again.
        if self._heard is not None and (line_up := self.playout.line_up(frame)) is not None:
            self._number += 1
            self._send(self._spliced(line_up) | {"id": f"line-up-{int(time.time())}-{self._number}"})
        self._keep(self.playout.journal())
        self._drain()
        told = self.playout.told(frame)
        self._show(told)
        if self._rundown and self._clock and (breaks := self.breaks.look(self._rundown, told, self._clock, frame)):
            self._tell_breaks(breaks)
        for event in self.breaks.events():
            text = "an ad break begins" if event["event"] == "break_started" else "the ad break is over"
            self._happened("info", event["event"], text)
            self.show_state.say({"type": "rundown_event"} | event)

    def _spliced(self, line_up: Json) -> Json:
        shown = (self._heard or {}).get("on_air") or {}
        return spliced(line_up, self._rundown, shown.get("item", "")) if self._rundown else line_up

    def _keep(self, entries: list[Json]) -> None:
        if not entries:
            return
        for entry in entries:
            self._entries = [entry] if "state" in entry else [*self._entries, entry]
        assert self._rundown is not None
        self.journal.put({"rundown": self._rundown.id, "entries": self._entries})

    def _drain(self) -> None:
        assert self.playout is not None
        rundown = self._rundown
        for airing in self.playout.as_run():
            if rundown is not None:
                self.rows.add(row_of(self.paths.show_id, rundown.id, rundown.name, airing))
        for event in self.playout.events():
            if level := WARNINGS.get(event["event"]):
                self._happened(level, event["event"], event.get("text", ""))
            self.show_state.say({"type": "rundown_event"} | event)

    def _show(self, told: Json | None) -> None:
        before = self.show_state["rundown"]
        if told is None or before is None or told | {"frame": 0} != before | {"frame": 0}:
            self.show_state.change(rundown=told)

    # -- time --------------------------------------------------------------------------------------

    def _read_clock(self) -> bool:
        """Whether it is known which frame is when."""
        clock = wall_clock(self.paths.epoch_file)
        if clock is None:
            return self._clock is not None
        known = self._clock
        if known and known.rate == clock.rate and abs(float(known.zero_utc_s) - float(clock.zero_utc_s)) < SAME_S:
            return True
        self._clock = clock
        if self.playout is not None:
            self.playout.clock_is(clock, self._frame())
        return True

    def _frame(self) -> int:
        assert self._clock is not None
        return int((Fraction(time.time()) - Fraction(self._clock.zero_utc_s)) * self._clock.rate)


def wall_clock(path: Path) -> WallClock | None:
    """What time it was on frame 0, by the engine's own clock; None where no engine has written that down."""
    try:
        known = json.loads(path.read_text())
        since_anchor_s = (time.monotonic_ns() - int(known["anchor_ns"])) / 1e9
        rate = Fraction(known["rate"])
    except (OSError, ValueError, KeyError):
        return None
    return WallClock(rate, time.time() - since_anchor_s - float(int(known["anchor_frame"]) / rate))


def read_file(path: Path) -> Rundown:
    """Raises OSError, ValueError."""
    return read_rundown(json.loads(path.read_text()))
