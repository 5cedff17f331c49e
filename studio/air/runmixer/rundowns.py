"""Runs a show's rundown: what comes next goes to the engine, what aired to the database, how it stands to everybody.

What is planned when is all `mixer.core.rundown`'s; here are its clock, its files and its journal.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.rundown import Playout, Rundown, WallClock
from mixer.errors import BadCommand
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.ad_breaks import AdBreaks, spliced
from studio.air.runmixer.answers import Answers, refusal
from studio.air.runmixer.item_captions import ItemCaptions
from studio.air.runmixer.journal import Journal
from studio.air.runmixer.rundown_files import RundownFiles
from studio.air.runmixer.rundown_warnings import Warnings
from studio.air.runmixer.show_state import ShowState
from studio.air.runmixer.waiting_rows import WaitingRows
from studio.air.runmixer.writer_thread import Steps
from studio.rundowns.airings import row_of, told_to_webhooks
from studio.rundowns.models import AsRun

TICK_S = 0.2
CLOCK_S = 1.0  # so often the wall clock is read again
SAME_S = 0.005  # a wall clock that is off by less is as it was
WAITING_MOST = 20_000  # airings that wait for a database that is away: a day of short ones

LINE_UP = "line-up-"  # the ids of what the engine is told begin so
SECOND_NS = 1_000_000_000

Json = dict[str, Any]
log = logging.getLogger(__name__)


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
        captions: Callable[[list[Json]], None] = lambda airings: None,
    ) -> None:
        """`breaks` is told of the ad breaks that are near, `captions` what items have of those, when they change."""
        self.paths, self.show_state, self.answers = paths, show_state, answers
        self._send, self._happened, self._tell_breaks, self._tell_captions = send, happened, breaks, captions
        self.breaks, self.captions = AdBreaks(), ItemCaptions()
        self.rows = WaitingRows("as-run log", AsRun, in_steps, WAITING_MOST, told_to_webhooks)
        self.journal = Journal(paths.rundown_journal)
        self._entries: list[Json] = []  # from the newest whole state on
        self.playout: Playout | None = None
        self._rundown: Rundown | None = None
        self._files = RundownFiles(paths)
        self._clock: WallClock | None = None
        self._anchor: tuple[int, int] | None = None  # nanoseconds of the monotonic clock, and the frame that was due
        self._heard: Json | None = None
        self._resumed = self._untold = False
        self.anew = False  # what ran before does not go on: the schedule starts another one in a moment
        self._refusal = self._trouble = self._no_next = ""  # what was said last of it
        self._overdue = ""  # the occurrence that an engine came back with too late
        self._warnings = Warnings()
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
                    await self._load(str(command.get("rundown", "")), command)
                if self.playout is None:
                    raise BadCommand("not_running", "no rundown runs in this show")
                self.playout.obey(command, frame := self._frame())
                self.answers.give(name, {"type": "answer", "id": name, "ok": True, "frame": frame})
            except BadCommand as error:
                self.answers.give(name, refusal(name, error.code, str(error)))
            except Exception as error:  # whoever asked must have an answer
                log.exception("the rundown could not obey")
                self.answers.give(name, refusal(name, "internal", f"the rundown could not do that: {error!r}"[:200]))
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
            self._hear({**said, "on_air": None} if overdue else said, frame)

    def engine_lost(self) -> None:
        """Until another one has said what it plays, nobody does."""
        self._heard = None
        if self.playout is not None:
            self._hear(None, self._frame())

    def line_up_refused(self, error: str) -> None:
        """The engine has not taken what it was told: it is told again, a second later at the soonest."""
        self._untold = True
        if error != self._refusal:
            self._refusal = error
            self._happened("error", "line_up_refused", f"what comes next was refused: {error}"[:400])

    def _hear(self, said: Json | None, frame: int) -> None:
        """What goes wrong here must not end the link to the engine."""
        assert self.playout is not None
        try:
            self.playout.hear(said, frame)
        except Exception as error:  # whatever it is: the engine plays on what it has, and its answers must still arrive
            self._in_trouble(error)
        self._tend()

    # -- running -----------------------------------------------------------------------------------

    async def run(self) -> None:
        next_clock = 0.0
        while True:
            async with self._turn:
                # After a reboot nobody knows which frame it is until an engine has begun.
                if not self._resumed and self._read_clock():
                    self._resumed = True
                    if self.playout is None:
                        await self._resume()
                    if self.playout is None:
                        self._tell_captions([])
                if self.playout is not None:
                    if time.monotonic() >= next_clock:
                        next_clock = time.monotonic() + CLOCK_S
                        self._read_clock()
                        await self._read_again()
                        await self._look_ahead(self.playout)
                        if self._untold:
                            self._untold = False
                            self.playout.forget_told()
                    self._tend()
            await asyncio.sleep(TICK_S)

    def close(self) -> None:
        self.journal.close()

    @property
    def clock(self) -> WallClock | None:
        """Which frame is when; None where no engine has begun."""
        return self._clock if self._read_clock() else None

    async def _resume(self) -> None:
        """Go on with what ran before, where the clock says that it should be by now."""
        try:
            known = json.loads(await asyncio.to_thread(self.paths.rundown_journal.read_text))
            self._entries, self.breaks = list(known["entries"]), AdBreaks.from_json(known.get("breaks"))
            await self._load(str(known["rundown"]))
            if self.anew and self.playout is not None and self.playout.state.running:
                self.playout.obey({"verb": "stop"}, self._frame())
        except FileNotFoundError:
            return
        except Exception as error:  # another build's journal may be wrong in any way: the show goes on without it
            self._entries, self.playout, self._rundown = [], None, None
            if not isinstance(error, BadCommand):
                log.exception("the rundown's journal cannot be read")
            self._happened("error", "rundown_lost", f"the rundown does not go on by itself: {error}"[:400])

    async def _load(self, rundown: str, start: Json | None = None) -> None:
        """Have a rundown ready to start; one that runs goes on if it cannot be. Raises BadCommand."""
        if not self._read_clock():
            raise BadCommand("engine_down", "the engine is being started; nothing was changed")
        read = await self._files.read(rundown)
        assert self._clock is not None
        if start is not None:
            # What cannot start must not stop what runs; of one that was to start long ago that takes its time.
            await asyncio.to_thread(Playout(self._clock, read).obey, start, self._frame())
        if self.playout is None:
            playout = Playout(self._clock, read, self._entries)
            await self._look_ahead(playout)  # the engine may have gone on to what follows
            if self._heard is not None:
                playout.hear(self._heard, self._frame())
            self.playout = playout
        else:
            begins = (start or {}).get("begin_frame") or 0  # up to there goes what ran
            self.playout.load(read, max(self._frame(), begins), str((start or {}).get("by", "")))
            self._drain()  # of the one that ran
        self._rundown = read
        self._files.keep({rundown, *self.playout.known})

    async def _read_again(self) -> None:
        """What was edited is played from what is not prepared yet on."""
        assert self.playout is not None
        edited, wrong = await self._files.changed()
        for read in edited:
            if self._rundown is not None and read.id == self._rundown.id:
                self._rundown = read
                self.playout.load(read, self._frame())
            else:
                self.playout.may_follow(read, self._frame())
        for text in wrong:
            self._happened("error", "rundown_unreadable", f"the edited rundown cannot be read: {text}")

    async def _look_ahead(self, playout: Playout) -> None:
        """What is to follow is known a minute before, and so is what follows that, if it is short."""
        trouble, asked = "", set[str]()
        while (name := playout.wanted(self._frame())) and name not in asked:
            asked.add(name)
            try:
                read = await self._files.read(name)
            except BadCommand as error:
                trouble = str(error)
                break
            playout.may_follow(read, self._frame())
            if not read.order:
                trouble = f"there is nothing in the rundown {read.name or name}"
        if trouble and trouble != self._no_next:
            self._happened("error", "no_next_rundown", f"what is to follow cannot begin: {trouble}"[:400])
        self._no_next = trouble

    # -- telling -----------------------------------------------------------------------------------

    def _tend(self) -> None:
        """Tell the engine, the journal, the database and everybody else what is new."""
        try:
            self._tell_all()
        except Exception as error:  # the programme and the show's other affairs go on
            self._in_trouble(error)

    def _in_trouble(self, error: Exception) -> None:
        """Say so, once for each kind of it."""
        log.exception("the rundown is in trouble")
        if repr(error) != self._trouble:
            self._trouble = repr(error)
            self._happened("error", "rundown_trouble", f"the rundown is in trouble: {error!r}"[:400])

    def _tell_all(self) -> None:
        if self.playout is None:
            return
        frame = self._frame()
        # An engine may be on air of which nothing was heard yet: it is not told to begin again.
        if self._heard is not None and (line_up := self.playout.line_up(frame)) is not None:
            self._number += 1
            if not self._send(self._spliced(line_up) | {"id": f"{LINE_UP}{int(time.time())}-{self._number}"}):
                self._untold = True
        self._keep(self.playout.journal())
        self._rundown = self.playout.rundown  # what follows may have begun
        self._drain()
        told = self.playout.told(frame)
        self._show(told)
        if self._rundown and self._clock:
            breaks = self.breaks.look(self.playout.known, told, self._clock, frame)
            if breaks is not None:
                self._write()
                self._tell_breaks(breaks)
            captions = self.captions.look(self.playout.known, self._heard, told, self._clock, frame)
            if captions is not None:
                self._tell_captions(captions)
        for event in self.breaks.events():
            text = "an ad break begins" if event["event"] == "break_started" else "the ad break is over"
            self._happened("info", event["event"], text)
            self.show_state.say({"type": "rundown_event"} | event)

    def _spliced(self, line_up: Json) -> Json:
        known = self.playout.known if self.playout else {}
        return spliced(line_up, known, (self._heard or {}).get("on_air"))

    def _keep(self, entries: list[Json]) -> None:
        for entry in entries:
            self._entries = [entry] if "state" in entry else [*self._entries, entry]
        if entries:
            self._write()

    def _write(self) -> None:
        """What somebody else can go on with."""
        if self.playout is not None and self.playout.rundown is not None:
            known = {"rundown": self.playout.rundown.id, "entries": self._entries, "breaks": self.breaks.to_json()}
            self.journal.put(known)

    def _drain(self) -> None:
        assert self.playout is not None
        for airing in self.playout.as_run():
            if not self.show_state["rehearsing"]:  # nobody saw it
                self.rows.add(row_of(self.paths.show_id, airing))
        for event in self.playout.events():
            rundown = self.playout.known.get(event.get("rundown", ""))
            if (words := self._warnings.words(event, rundown)) is not None:
                self._happened("warning", event["event"], words[:400])
            self.show_state.say({"type": "rundown_event"} | event)

    def _show(self, told: Json | None) -> None:
        before = self.show_state["rundown"]
        if told is None or before is None or told | {"frame": 0} != before | {"frame": 0}:
            self.show_state.change(rundown=told)

    # -- time --------------------------------------------------------------------------------------

    def _read_clock(self) -> bool:
        """Whether it is known which frame is when."""
        found = wall_clock(self.paths.epoch_file)
        if found is None:
            return self._clock is not None
        clock, self._anchor = found
        known = self._clock
        if known and known.rate == clock.rate and abs(float(known.zero_utc_s) - float(clock.zero_utc_s)) < SAME_S:
            return True
        self._clock = clock
        if self.playout is not None:
            self.playout.clock_is(clock, self._frame())
        return True

    def _frame(self) -> int:
        """The engine's, by its own clock: the wall's may be set."""
        assert self._clock is not None and self._anchor is not None
        anchor_ns, anchor_frame = self._anchor
        return anchor_frame + int((time.monotonic_ns() - anchor_ns) * self._clock.rate // SECOND_NS)


def wall_clock(path: Path) -> tuple[WallClock, tuple[int, int]] | None:
    """What time it was on frame 0, and which frame was when by the engine's own clock, in nanoseconds.

    None where no engine has written that down since this machine was started.
    """
    try:
        known = json.loads(path.read_text())
        anchor_ns, anchor_frame, rate = int(known["anchor_ns"]), int(known["anchor_frame"]), Fraction(known["rate"])
        if known["boot"] != boot_id():
            return None
    except (OSError, ValueError, KeyError):
        return None
    before_ns, wall_s, after_ns = time.monotonic_ns(), time.time(), time.monotonic_ns()
    since_anchor_s = ((before_ns + after_ns) / 2 - anchor_ns) / SECOND_NS
    zero_utc_s = wall_s - since_anchor_s - float(anchor_frame / rate)
    return WallClock(rate, zero_utc_s, anchor_frame), (anchor_ns, anchor_frame)


def boot_id() -> str:
    """Names this run of the machine, as the engine does where it writes its clock down."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""
