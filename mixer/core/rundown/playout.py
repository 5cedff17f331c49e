"""A carousel between those who command it and the engine. All it does follows from what it is told, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mixer.core.rundown import hearing
from mixer.core.rundown.book import Book
from mixer.core.rundown.carousel import Carousel
from mixer.core.rundown.commands import obeyed
from mixer.core.rundown.editing import found_again, wakes
from mixer.core.rundown.journal import Entry, Journal, restored
from mixer.core.rundown.line_up import LineUp, line_up
from mixer.core.rundown.rates import counted_by
from mixer.core.rundown.state import State
from mixer.core.rundown.telling import Watch, told
from mixer.core.rundown.values import Rundown
from mixer.core.rundown.walk import Walk
from mixer.core.rundown.wall_clock import WallClock

FOLLOWS_S = 60  # so long before its end, what follows a rundown is to be known
LOOKED_AHEAD = 5000  # airings, for what follows them: after a long absence not all are looked at
MISSED_S = 86_400  # starts that a clock jumped over by more are not told: there may be thousands of them
STEP_S = 0.5  # a clock that is set by more than this may have missed starts


class Playout:
    """Plays a rundown: hears the engine, says what is next, and keeps a journal from which it goes on.

    Frames are of the show's epoch and never go back from call to call. While the engine plays, what it says holds;
    while nobody does (it is away, or a director has the programme), the clock does. One that is made from a journal
    hears the engine before it is asked for a line-up; if it does not, it takes it that nothing is on air.
    """

    def __init__(self, clock: WallClock, rundown: Rundown | None = None, entries: Iterable[Entry] = ()) -> None:
        kept = list(entries)
        self._clock = clock
        self._carousel = Carousel(Book(rundown or Rundown(""), clock), counted_by(clock, restored(kept)))
        if rundown is not None and self.state.running:
            self._carousel.state = found_again(self._carousel.book, self.state)
        self._loaded = rundown is not None
        self._journal = Journal(kept)
        self._watch = Watch()
        self._frame = 0
        self.carried = False  # the engine has on air what is on
        self._resumes = self.state.running  # the first that is heard or asked says whether it is on air still
        self._away = False  # there is no engine
        self._heard: Mapping[str, Any] | None = None
        self._line: LineUp | None = None
        self._told: dict[str, Any] | None = None
        self._told_frame = 0

    @property
    def state(self) -> State:
        return self._carousel.state

    @property
    def rundown(self) -> Rundown | None:
        return self._carousel.book.rundown if self._loaded else None

    @property
    def known(self) -> dict[str, Rundown]:
        """The rundowns that it could go on with, by their ids; the one that plays is one of them."""
        return {ident: book.rundown for ident, book in self._carousel.book.chain.items()}

    def load(self, rundown: Rundown, frame: int, by: str = "") -> None:
        """The rundown there is, or an edit of it. What the engine was told keeps its content until it has aired.

        Another one ends the one that runs; `by` says who wanted that.
        """
        self._at(frame)
        book = Book(rundown, self._clock, self._carousel.book.chain)
        if self.state.running and self._loaded and self.state.rundown != rundown.id:
            self.obey({"verb": "stop", "by": by}, frame)
        if self._loaded:
            self._carousel.edit(self._carousel.book, book, frame)
        elif self.state.running:
            self._carousel.state = found_again(book, self.state)
        self._carousel.book, self._loaded = book, True

    def may_follow(self, rundown: Rundown, frame: int) -> None:
        """A rundown that one names to follow it, or an edit of that. One that was waited for begins."""
        self._at(frame)
        carousel = self._carousel
        before = carousel.book.chain.get(rundown.id)
        if before is not carousel.book:
            book = Book(rundown, self._clock, carousel.book.chain)
            carousel.edit(before or book, book, frame)
        if self.state.running and not self.state.held:
            carousel.state = state = self.state.copy()
            wakes(carousel.book, state, frame)

    def wanted(self, frame: int) -> str:
        """The rundown that is to follow within a minute and is not known, or has nothing in it; "" where none is."""
        state = self.state
        if not self._loaded or not state.running or state.on is None:
            return ""
        walk = Walk(self._carousel.book, replace(state.copy(), held=False))
        until = frame + walk.book.clock.frames_in(FOLLOWS_S)
        for _ in range(LOOKED_AHEAD):
            if (on := walk.state.on) is None or on.start_frame > until:
                break
            if on.kind == "standby" and on.why == "ended":
                rundown = walk.book.rundown
                return rundown.next if rundown.at_end == "next" and not walk.state.stopping else ""
            if walk.step() is None:
                waits = on.kind in ("filler", "standby")  # until somebody calls for what follows
                if walk.state.on is None or on.end_frame is not None or on.start_frame >= until or waits:
                    break
                walk.state.on = replace(on, end_frame=until)  # nobody knows when it ends: it may be soon
        return ""

    def obey(self, command: Mapping[str, Any], frame: int) -> None:
        """Does what a director or producer asks. Raises BadCommand, and then nothing has changed."""
        self._at(frame)
        state = obeyed(self._carousel.book if self._loaded else None, self.state, command, frame)
        if self.state.running and not (state.running and state.first == self.state.first):
            # A start at a time to come ends then what plays till then.
            end = max(frame, state.on.start_frame) if state.running and state.on else frame
            self._carousel.stopped(end, str(command.get("by", "")))
        begins = state.first != self.state.first
        self._carousel.state, self._carousel.book = state, self._carousel.book.of(state.rundown)
        if begins:
            self.carried = self._resumes = False
            self._carousel.offered = {}  # what plays until the first is open leads back to nothing
            self._carousel.stands_still(None)
        if not state.running:
            self.carried = False

    def hear(self, desk: Mapping[str, Any] | None, frame: int) -> None:
        """Takes in what the engine says: `desk.rundown`, or None if there is no engine, or nothing of a rundown."""
        if desk is not None and desk == self._heard:
            return
        self._at(frame)
        self._heard = desk
        if desk is not None and not (self.state.running and self._is_meant(desk)):
            self.state.takeovers = int(desk.get("takeovers", 0))  # of whoever ran before
        if not self.state.running:
            return
        if desk is None or not self._is_meant(desk):
            self._unheard(frame)
        else:
            self._resumes = False
            self.carried = hearing.heard(self._carousel, desk, frame)
        if self._away and desk is not None and not self.carried:
            self._carousel.lost(frame)  # nobody has played what began meanwhile
        self._away = desk is None

    def _is_meant(self, desk: Mapping[str, Any]) -> bool:
        """Whether the engine speaks of what runs; it may have been told by the rundown that this one followed."""
        return desk.get("rundown") in (self.state.rundown, self.state.came_from or self.state.rundown)

    def _unheard(self, frame: int) -> None:
        """The engine knows nothing of this: it began anew, or what it was told got lost."""
        a_second = self._carousel.book.clock.frames_in(1)
        if self.carried or self._resumes:
            self._carousel.walk_by_clock(frame)
            self._carousel.lost(frame)
            self._told = None
        elif self._told is not None and frame - self._told_frame > a_second:
            self._told = None
        self.carried = self._resumes = False

    def clock_is(self, clock: WallClock, frame: int) -> None:
        """The wall clock was read again. What the engine was told stays; starts that were jumped over are missed.

        Where frames have another rate now, what is on ends when it was to, and what follows is planned anew.
        """
        if clock == self._clock:
            return
        self._at(frame)
        if abs(float(clock.zero_utc_s) - float(self._clock.zero_utc_s)) > STEP_S:
            self.state.now_frame = frame
            self.state.due_utc_s = max(self.state.due_utc_s, clock.utc_s(frame) - MISSED_S)
        another_rate, self._clock = clock.rate != self._clock.rate, clock
        self._carousel.book = self._carousel.book.timed_by(clock)
        if another_rate:
            self._count_anew(frame)

    def _count_anew(self, frame: int) -> None:
        """All that is known is counted at the clock's rate; the engine's word was already."""
        carousel = self._carousel
        carousel.state = counted_by(self._clock, carousel.state)
        carousel.offered = {name: counted_by(self._clock, state) for name, state in carousel.offered.items()}
        heard, self._heard = self._heard, None
        if heard is not None and carousel.state.running:
            self.hear(heard, frame)

    def line_up(self, frame: int) -> dict[str, Any] | None:
        """What the engine is to be told, if that is not what it was told last. It costs little on most frames."""
        if not self._loaded or (self._told is None and not self.state.running):
            return None
        if self._line is None or (self._line.good_until is not None and frame >= self._line.good_until):
            self._at(frame)
            self._by_clock(frame)
            self._line = self._made(frame)
        command = self._line.command
        if command == self._told:
            return None
        self._told, self._told_frame = command, frame
        return command

    def _by_clock(self, frame: int) -> None:
        if self.carried or not self.state.running:
            return
        self._carousel.walk_by_clock(frame)
        if self._resumes:
            self._carousel.lost(frame)
            self._resumes = False

    def _made(self, frame: int) -> LineUp:
        told = [] if self._told is None else self._told["items"]
        carousel, before = self._carousel, {each["occurrence"]: each for each in told}
        carousel.offered = {name: state for name, state in carousel.offered.items() if name in before}
        made = line_up(carousel, frame, before)
        for airing in made.coming:
            if airing.utc_s is not None and airing.part == 1:
                self.state.pins[airing.occurrence] = airing.planned_frame
        carousel.events += self._watch.next_changed(made.coming, frame)
        carousel.events += self._watch.fixed_soon(carousel.book, self.state, frame)
        ends = [made.good_until, self._watch.next_warning(carousel.book, self.state, frame)]
        if not self.carried:
            ends.append(self._next_by_clock())
        known = [each for each in ends if each is not None]
        return LineUp(made.command, max(frame + 1, min(known)) if known else None, made.coming)

    def _next_by_clock(self) -> int | None:
        """The frame on which something begins, if nobody plays."""
        airing = Walk(self._carousel.book, self.state.copy()).step()
        return None if airing is None else airing.start_frame

    def forget_told(self) -> None:
        """What the engine was told last did not reach it, or was refused."""
        self._told = self._line = None

    def journal(self) -> list[Entry]:
        """What is to be appended to the journal. An entry with a whole `state` may begin it anew."""
        return self._journal.entries(self.state, self._frame)

    def as_run(self) -> list[dict[str, Any]]:
        """What has aired since this was asked last, or was to and did not."""
        runs, self._carousel.runs = self._carousel.runs, []
        return runs

    def events(self) -> list[dict[str, Any]]:
        """What has happened since this was asked last."""
        events, self._carousel.events = self._carousel.events, []
        return events

    def told(self, frame: int) -> dict[str, Any] | None:
        """What consoles show of it; None where nothing runs."""
        if self.state.running and not self.carried and not self._unknown(frame) and self._carousel.walk_by_clock(frame):
            self._at(frame)
        return told(self._carousel, self._heard if self.carried else None, frame) if self._loaded else None

    def _unknown(self, frame: int) -> bool:
        """Whether an engine that comes may be in the middle of what the clock is past."""
        if self._resumes and self._heard is None:
            return True
        return self._away and self._carousel.would_join(frame)

    def _at(self, frame: int) -> None:
        """Something may have changed on this frame."""
        self._frame, self._line = max(self._frame, frame), None
