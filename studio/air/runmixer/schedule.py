"""Does what a show's schedule asks for, each time on its frame and once: the rundown of a start, a stop, the standby.

When that is, `studio.scheduling` has worked out beforehand; what of it is to be done now is `scheduling.due`'s. Here
are its file, the hands of directors, and the doing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from mixer.core.rundown import WallClock
from mixer.errors import BadCommand
from mixer.protocol.files import write_whole
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.command_log import Applied
from studio.air.runmixer.scheduled_air import SCHEDULE
from studio.air.runmixer.show_state import ShowState
from studio.home import recorded
from studio.scheduling.due import LEAD_S, NOTHING, Asked, Key, Occurrence, asked, read_occurrence, until, wanted_by
from studio.scheduling.files import read
from studio.scheduling.times import described

BY_HAND = ("auto", "cut", "standby", "take")  # who asks for one of these has the programme
BY_RUNDOWN = "take_item"
TICK_S = 0.2
LINED_UP_S, JOINED_S = 10.0, 2.0  # so long before its frame a rundown is lined up; the latter where another one plays
AGAIN_S, GIVE_UP_S = 2.0, 120.0  # what is refused is tried again so often, and for so long
CLOSING_S = 1800.0  # a closing film that is longer does not keep a show on air
TOLD = 3
OVER = ("ended", "stopped")

Json = dict[str, Any]
log = logging.getLogger(__name__)


class Air(Protocol):
    """What a schedule needs of the show that is on air."""

    async def do(self, command: Json) -> Json:
        """Carry a command out in the name of the schedule; its answer."""

    def happened(self, level: Any, code: str, text: str) -> None: ...
    def goes_on_air(self) -> None:
        """End a rehearsal, if there is one."""

    def clock(self) -> WallClock | None: ...
    def done_with(self, utc_s: float) -> None:
        """Let the database know, whenever it can."""

    async def leave(self) -> None:
        """Take the show off air, for good."""


class Schedule:
    """A show's schedule while it is on air. A hand on the programme goes before it."""

    def __init__(self, paths: ShowPaths, show_state: ShowState, air: Air, now: Callable[[], float] = time.time) -> None:
        self.paths, self.show_state, self._air, self._now = paths, show_state, air, now
        self.occurrences: list[Occurrence] = []
        self._file: int | None = None  # its time of change
        self._trouble = ""
        self._edited: Key = NOTHING
        self._wanted_since: float | None = None
        kept = recorded(paths.schedule_journal)
        self._done: Key = _key(kept.get("done"))
        self._left_out: list[str] = [str(one) for one in kept.get("left_out") or ()]  # occurrences to come
        self._leaving = _occurrence(kept.get("leaving"))
        self._closes = str(kept.get("closes") or "")  # the rundown whose closing film is played
        self.hand = str(kept.get("hand") or "")
        self._kept_since = kept.get("wanted_since")  # whose hand it was then is no matter to a show that began since
        self._agreed = ""  # the occurrence that is done whoever has the programme
        self._lined_up: Occurrence | None = None
        self._warned: set[str] = set()
        self._refused: dict[str, tuple[float, float]] = {}  # since when, and when it is tried again
        self._turn = asyncio.Lock()

    # -- what is known -----------------------------------------------------------------------------

    @property
    def settled(self) -> Key:
        return max(self._done, self._edited)

    def begins(self) -> bool:
        """A show that was put on air anew has nobody's hand on it, one that comes back from a crash has.

        Answers whether its schedule has put it on air.
        """
        self._read()
        since = self._wanted_since
        if self._kept_since != since:
            self.hand, self._leaving = "", None
        found = None if since is None else wanted_by(self._known(), since, self.settled)
        return found is not None and found.do == "start" and bool(found.rundown)

    def noted(self, applied: Applied) -> None:
        """Hear each command that was applied: whoever put on program what is there now has the programme."""
        if applied.verb == BY_RUNDOWN:
            hand = ""
        elif applied.verb in BY_HAND and applied.sender != SCHEDULE:
            hand = applied.sender.by or "somebody"
        else:
            return
        if hand != self.hand:
            self.hand = hand
            self._keep()

    def _read(self) -> None:
        """The file, if it has changed; one that cannot be read changes nothing."""
        path = self.paths.schedule_file
        try:
            changed = path.stat().st_mtime_ns
            if changed == self._file:
                return
            self._file = changed
            self.occurrences, whole = read(path)
            self._left_out = [name for name in self._left_out if name in {one.id for one in self.occurrences}]
            self._edited, self._wanted_since = until(whole.get("settled")), whole.get("wanted_since")
        except FileNotFoundError:
            self.occurrences, self._file = [], None
        except (OSError, ValueError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self._air.happened("error", "schedule_unreadable", "the schedule cannot be read; save it once more")

    # -- asked -------------------------------------------------------------------------------------

    async def obey(self, command: Json) -> None:
        """Do an occurrence whoever has the programme, or leave one out. Raises BadCommand."""
        async with self._turn:
            found, wanted = self._asked(), str(command.get("occurrence", ""))
            open_to = (found.due, *self._coming(found)[:1])
            one = next((one for one in open_to if one is not None and one.id == wanted), None)
            if one is None:
                raise BadCommand("not_scheduled", "this is not what comes next, or it is done; look at the schedule")
            if command["verb"] == "schedule_now":
                self._agree(one)
            else:
                await self._skip(one)
        await self.tend()

    def _coming(self, found: Asked) -> tuple[Occurrence, ...]:
        """What comes, with a rundown that waits for its frame already."""
        return found.coming if self._lined_up is None else (self._lined_up, *found.coming)

    def _agree(self, one: Occurrence) -> None:
        if one.utc_s - self._now() > LEAD_S:
            raise BadCommand("too_early", f"{_what(one)} at {_when(one)}: that can be agreed to a minute before")
        self._agreed = one.id

    async def _skip(self, one: Occurrence) -> None:
        await self._take_back(one)
        if one.utc_s > self._now():  # what is entered later, and comes sooner, is done all the same
            self._left_out.append(one.id)
            self._keep()
            self._air.done_with(one.utc_s)
        else:
            self._settle(one)
        self._air.happened("info", "schedule_skipped", f"{_what(one)} at {_when(one)} was left out")

    async def _take_back(self, one: Occurrence) -> None:
        """End a rundown that waits for its frame."""
        if self._lined_up == one:
            self._lined_up = None
            await self._air.do({"verb": "rundown_stop"})

    # -- the time ----------------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            await self.tend()
            await asyncio.sleep(self._pause_s())

    def _pause_s(self) -> float:
        """Until the next look: at the very time of what comes, if that is sooner."""
        coming = self._asked().coming
        return max(0.0, min(TICK_S, coming[0].utc_s - self._now())) if coming else TICK_S

    async def tend(self) -> None:
        """Do what is due, make ready what comes, and tell."""
        async with self._turn:
            self._read()
            found = self._asked()
            if self._leaving is not None:
                await self._leave()
            elif found.due is not None:
                await self._do(found.due)
            elif found.missed:
                self._settle(found.missed[-1])
            else:
                await self._make_ready(found.coming[0] if found.coming else None)
            await self._look_after_the_start()
            self._tell()

    def _asked(self) -> Asked:
        return asked(self._known(), self._now(), self.settled, self._wanted_since)

    def _known(self) -> list[Occurrence]:
        """All that is not left out."""
        return [one for one in self.occurrences if one.id not in self._left_out]

    async def _do(self, one: Occurrence) -> None:
        if self.hand and self._agreed != one.id:
            self._wait(one)
            return
        if self._tried(one):
            return
        if one.do == "stop":
            await self._stop(one)
        elif one.do == "standby":
            await self._answered(one, await self._air.do({"verb": "standby"}), "the standby is on")
        elif one.rundown:
            await self._start(one)
        else:
            self._settle(one)
            self._started(one)

    def _wait(self, one: Occurrence) -> None:
        """A director has the programme: nothing is taken away, and nobody is left without a word."""
        if one.do == "stop":
            self._settle(one)
            text = f"{self.hand} has the programme: the show was to stop at {_when(one)} and goes on; stop it by hand"
            self._air.happened("warning", "not_stopped_by_schedule", text)
        else:
            self._warn(f"{one.id} waits", f"{_what(one)} at {_when(one)} waits: {self.hand} has the programme. "
                       "Do it now, leave it out, or hand the programme back")  # fmt: skip

    def _warn(self, name: str, text: str) -> None:
        if name not in self._warned:
            self._warned = {*list(self._warned)[-20:], name}
            self._air.happened("warning", "schedule_waits", text)

    # -- a start -----------------------------------------------------------------------------------

    async def _make_ready(self, one: Occurrence | None) -> None:
        """What comes next: a director is warned in time, and a rundown stands ready for its frame."""
        if one is None or one.utc_s - self._now() > LEAD_S:
            return
        if self.hand and self._agreed != one.id:
            left = "goes on" if one.do == "stop" else "waits"
            self._warn(f"{one.id} comes", f"{_what(one)} at {_when(one)}, and {self.hand} has the programme: it {left} "
                       "unless somebody lets the schedule have it")  # fmt: skip
        elif one.rundown and one.utc_s - self._now() <= self._ahead_s() and not self._tried(one):
            await self._start(one)

    def _tried(self, one: Occurrence) -> bool:
        """Whether it was refused just now."""
        return self._refused.get(one.id, (0.0, 0.0))[1] > self._now()

    def _ahead_s(self) -> float:
        """Of a rundown that plays, what is lined up is lost when another takes its place."""
        return JOINED_S if (self.show_state["rundown"] or {}).get("has_programme") else LINED_UP_S

    async def _start(self, one: Occurrence) -> None:
        clock = self._air.clock()
        if clock is None:
            self._refuse(one, {"code": "engine_down", "error": "there is no engine"})
            return
        command = {"verb": "rundown_start", "rundown": one.rundown, "begin_frame": clock.frame_of(one.utc_s)}
        answer = await self._air.do(command | {"by": SCHEDULE.by})
        if not answer.get("ok"):
            self._refuse(one, answer)
            return
        self._settle(one)
        if one.utc_s > self._now():
            self._lined_up = one
        else:
            self._started(one)

    async def _look_after_the_start(self) -> None:
        """A rundown that waits for its frame: it is told once that has come, and taken back if the entry is gone."""
        one = self._lined_up
        if one is None:
            return
        told = self.show_state["rundown"] or {}
        if one not in self.occurrences and one.utc_s > self._now():
            await self._take_back(one)
        elif told.get("rundown") != one.rundown or not told.get("has_programme"):
            self._lined_up = None
            if told.get("rundown") == one.rundown:
                self._warn(f"{one.id} taken", f"{self.hand or 'somebody'} took the programme before {_what(one)}")
        elif one.utc_s <= self._now():
            self._lined_up = None
            self._started(one)

    def _started(self, one: Occurrence) -> None:
        self._air.goes_on_air()
        late_s = round(self._now() - one.utc_s)
        late = f", {late_s} s late" if late_s > 1 else ""
        self._air.happened("info", "started_by_schedule", f"{_what(one)} at {_when(one)}, by the schedule{late}")

    async def _answered(self, one: Occurrence, answer: Json, text: str) -> None:
        if answer.get("ok"):
            self._settle(one)
            self._air.happened("info", "standby_by_schedule", f"{text}, by the schedule for {_when(one)}")
        else:
            self._refuse(one, answer)

    def _refuse(self, one: Occurrence, answer: Json) -> None:
        """It is tried again for a while; what stands in its way is told once, unless that ends soon by itself."""
        now = self._now()
        since = self._refused.get(one.id, (now, 0.0))[0]
        over = now > max(since, one.utc_s) + GIVE_UP_S
        first = one.id not in self._refused and answer.get("code") != "engine_down"
        self._refused = {one.id: (since, now + AGAIN_S)}
        if first or over:
            then = "look why, and start it by hand" if over else "it is tried again for two minutes"
            text = f"{_what(one)} at {_when(one)} could not be done: {answer.get('error', 'no answer')}; {then}"
            self._air.happened("error", "schedule_failed", text[:400])
        if over:
            self._settle(one)

    # -- a stop ------------------------------------------------------------------------------------

    async def _stop(self, one: Occurrence) -> None:
        """The rundown ends, with its closing film if that is wished; then the show leaves the air."""
        told = self.show_state["rundown"] or {}
        self._leaving, self._closes = one, str(told.get("rundown") or "")
        self._settle(one)
        if self._runs():
            await self._air.do({"verb": "rundown_stop", "closing": one.closing, "by": SCHEDULE.by})
        await self._leave()

    async def _leave(self) -> None:
        """Leave the air once the closing film is over, unless a director takes the programme meanwhile."""
        one = self._leaving
        assert one is not None
        if self.hand and self._agreed != one.id:
            self._leaving = None
            self._keep()
            self._wait(one)
        elif not (one.closing and self._runs()) or self._now() > one.utc_s + CLOSING_S:
            self._leaving = None
            self._keep()
            self._air.happened("info", "stopped_by_schedule", f"off air by the schedule, for {_when(one)}")
            await self._air.leave()

    def _runs(self) -> bool:
        """Whether the rundown that is to be stopped still runs; what follows on it at its end is another."""
        told = self.show_state["rundown"]
        return bool(told) and told["rundown"] == self._closes and told["state"] not in OVER

    # -- what is kept and told ---------------------------------------------------------------------

    def _settle(self, one: Occurrence) -> None:
        """It is done with, also after a restart."""
        self._done = max(self._done, one.key)
        self._keep()
        self._air.done_with(one.utc_s)

    def _keep(self) -> None:
        leaving = self._leaving.to_json() if self._leaving else None
        value = {"done": self._done, "hand": self.hand, "leaving": leaving, "closes": self._closes,
                 "wanted_since": self._wanted_since, "left_out": self._left_out}  # fmt: skip
        try:
            self.paths.schedule_journal.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.paths.schedule_journal, json.dumps(value).encode())
        except OSError as error:
            log.warning("what was done by the schedule could not be written down: %s", error)

    def _tell(self) -> None:
        found = self._asked()
        waiting = found.due if found.due is not None and self.hand else None
        told = {
            "next": [described(one) for one in self._coming(found)[:TOLD]],
            "waiting": described(waiting) if waiting else None,
            "hand": self.hand, "agreed": self._agreed, "leaving": self._leaving is not None,
        }  # fmt: skip
        self.show_state.change(schedule=told if self.occurrences else None)


def _what(one: Occurrence) -> str:
    words = {"start": "the start", "stop": "the stop", "standby": "the standby"}[one.do]
    return f"{words} of {one.name}" if one.name else words


def _when(one: Occurrence) -> str:
    return one.local.replace("T", " ")[:16]


def _key(value: Any) -> Key:
    try:
        utc_s, rank, entry = value
        return float(utc_s), int(rank), str(entry)
    except (TypeError, ValueError):
        return NOTHING


def _occurrence(value: Any) -> Occurrence | None:
    try:
        return read_occurrence(value) if value else None
    except (TypeError, ValueError, KeyError):
        return None
