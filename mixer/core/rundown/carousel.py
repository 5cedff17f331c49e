"""A rundown under way: what began and ended, by the clock or as the engine says, and what is written down of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mixer.core.rundown import as_run, sequence
from mixer.core.rundown.absence import Unsaid, walked
from mixer.core.rundown.book import Book, rundown_in
from mixer.core.rundown.editing import edited
from mixer.core.rundown.probing import is_try
from mixer.core.rundown.state import Airing, Left, Passed, State
from mixer.core.rundown.walk import Walk

LOOKED_AHEAD = 12  # airings, to find the one that the engine says is on air
REMEMBERED = 64  # failures, pins
FAILURES, WITHIN_S = 3, 10  # so many failures in so many seconds, and fillers play instead


class Carousel:
    """Changes the state, and gathers the entries of the as-run log and the events that come of it."""

    def __init__(self, book: Book, state: State) -> None:
        self.book = book
        self.state = state
        self.offered: dict[str, State] = {}  # where each occurrence that was told leads to
        self.runs: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def edit(self, old: Book, new: Book, frame: int) -> None:
        """A rundown was edited: where it is, and where each that the engine was told of leads to."""
        self.state = edited(old, new, self.state, frame)
        self.offered = {name: edited(old, new, state, frame) for name, state in self.offered.items()}

    def walk_by_clock(self, frame: int) -> bool:
        """What is on ends, and what follows begins, as planned. Answers whether anything did."""
        walk = Walk(self.book, self.state.copy())
        begun, unsaid = walked(walk, frame)
        ended = walk.state.on is None
        if begun or ended:
            self._commit(walk, begun, frame, unsaid)
        return bool(begun) or ended

    def began(self, occurrence: str, start: int, frame: int) -> bool:
        """The engine has taken an occurrence on a frame. Answers whether it is one that anybody told it."""
        on = self.state.on
        if on is not None and on.occurrence == occurrence:
            self._found_again()
            self._began_at(on, start)
        elif on is not None:
            walk = self._leading_to(occurrence)
            if walk is None or walk.state.on is None:
                return False
            airing = shifted(walk.state.on, max(start, on.start_frame), walk.state.fill_until)
            walk.passed = [replace(passed, frame=max(passed.frame, on.start_frame)) for passed in walk.passed]
            walk.state.on = airing
            if airing.kind == "insert" and walk.state.stack and walk.state.stack[-1] not in self.state.stack:
                walk.state.stack[-1] = replace(walk.state.stack[-1], left_frame=airing.start_frame)
            self._commit(walk, [airing], frame)
        self.state.seen, self.state.dark = occurrence, False
        if is_try(occurrence):
            self.state.failed = _without(self.state.failed, occurrence)
        return True

    def _began_at(self, on: Airing, start: int) -> None:
        """What is on by the clock is on air now, perhaps later than it was to be."""
        if self.state.seen == on.occurrence or start <= on.start_frame:
            return
        if on.occurrence != self.state.first:
            self.runs.append(as_run.nothing(self.book, on.start_frame, start))
        self.state.on = shifted(on, start, self.state.fill_until)

    def _leading_to(self, occurrence: str) -> Walk | None:
        """A walk that ends with an occurrence: as it is planned now, or as it was when it was told."""
        walk = Walk(self.book, self.state.copy())
        for _ in range(LOOKED_AHEAD):
            airing = walk.step()
            if airing is None:
                break
            if airing.occurrence == occurrence:
                return walk
            if airing.item:
                walk.passed.append(
                    Passed(airing.item, airing.start_frame, "technical_difficulty", airing.planned_frame, airing.utc_s,
                           airing.occurrence, "it was not ready in its time")
                )  # fmt: skip
        if occurrence not in self.offered:
            return None
        there, now = self.offered[occurrence].copy(), self.state
        there.due_utc_s, there.fills = max(there.due_utc_s, now.due_utc_s), max(there.fills, now.fills) + 1
        there.held, there.takes, there.takeovers, there.left = now.held, now.takes, now.takeovers, now.left
        there.failed, there.failures = now.failed, now.failures
        if there.rundown == now.rundown:
            there.lengths = now.lengths
        there.pins, there.moved = now.pins, now.moved
        if there.asked_frame is None and now.asked_frame is not None and now.inserts:
            there.asked_frame, there.inserts, there.serial = now.asked_frame, now.inserts[:], now.serial
        return Walk(self.book, there)

    def _commit(self, walk: Walk, begun: list[Airing], frame: int, unsaid: Unsaid | None = None) -> None:
        """What was on has ended where the first of these began; each of them ends where the next begins."""
        before, on = self.state, self.state.on
        for airing in begun:
            last = unsaid if airing is begun[-1] else None
            self._close(before, on, last.start_frame if last else airing.start_frame, airing)
            if last:
                self.runs.append(as_run.not_told(walk.book, last, airing.start_frame))
            if on is not None and rundown_in(on.occurrence) != rundown_in(airing.occurrence):
                self.events.append(self._ended(on, airing.start_frame))
            self.events.append(_event("item_started", airing, airing.start_frame))
            on = airing
        if walk.state.on is None and on is not None:
            self._close(before, on, frame if on.end_frame is None else on.end_frame, None)
            self.events.append({"event": "ended", "frame": frame, "then": ""})
        self.runs += [as_run.passed_by(walk.book.of(passed.rundown), before, passed) for passed in walk.passed]
        walk.passed = []
        self.state, self.book = walk.state, walk.book
        self.state.pins = {name: at for name, at in self.state.pins.items() if at >= frame}
        self.state.moved = {name: by for name, by in self.state.moved.items() if _time_of(name) > self.state.due_utc_s}
        self.stands_still(before)

    def stands_still(self, before: State | None) -> None:
        """The event of a rundown that has nothing to play any more; one filler after the other is no news."""
        on, was = self.state.on, before.on if before else None
        if on is not None and on.why in ("empty", "ended") and (was is None or was.why != on.why):
            self.events.append(self._ended(on, on.start_frame) | {"event": on.why})

    def _ended(self, on: Airing, frame: int) -> dict[str, Any]:
        """The event of the end of the rundown that an airing is of."""
        rundown = self.book.with_airing(on).rundown
        return {"event": "ended", "rundown": rundown.id, "frame": frame, "then": rundown.next}

    def _close(self, state: State, on: Airing | None, end: int, after: Airing | None) -> None:
        if on is None or (end <= on.start_frame and on.kind in ("fallback", "standby", "filler")):
            return
        entry = as_run.aired(self.book.with_airing(on), state, on, max(end, on.start_frame), after)
        self.runs.append(entry)
        self.events.append(_event("item_ended", on, end) | {"status": entry["status"]})

    # -- what goes wrong, and who intervenes -----------------------------------------------------------

    def fallen_back(self, occurrence: str, item: str, start: int, frame: int) -> None:
        """The engine plays what it was given for when nothing else is ready."""
        on = self.state.on
        if on is None or on.occurrence == occurrence:
            return
        if self.state.rejoin or on.occurrence != self.state.seen:
            return  # what is on by the clock is still to come
        walk = Walk(self.book, self.state.copy())
        start = max(start, on.start_frame)
        airing = Airing(occurrence, item, "fallback", start, start, start, "fallback", round=walk.state.round)
        walk.begin(airing)
        walk.state.fills += 1
        self._commit(walk, [airing], frame)
        self.state.seen, self.state.dark = occurrence, False

    def failed(self, occurrence: str, item: str, text: str, frame: int) -> None:
        """Something cannot be played: it is replaced before its time comes. Three in ten seconds stop the trying."""
        state = self.state
        if occurrence in state.failed:
            return
        state.failed = dict([*state.failed.items(), (occurrence, text)][-REMEMBERED:])
        since = frame - self.book.clock.frames_in(WITHIN_S)
        state.failures = [*(each for each in state.failures if each > since), frame]
        if len(state.failures) >= FAILURES:
            state.brake, state.failures = True, []
        self.events.append(
            {
                "event": "item_failed",
                "rundown": rundown_in(occurrence),
                "item": item,
                "occurrence": occurrence,
                "text": text,
                "frame": frame,
            }
        )
        on = state.on
        if on is not None and on.occurrence == occurrence and state.seen != occurrence:
            self._replaced(on)

    def tried_in_vain(self, occurrence: str, text: str) -> None:
        """What failed before has failed again: that is no news, and counts for nothing but this try."""
        failed = self.state.failed
        if occurrence not in failed:
            self.state.failed = dict([*_without(failed, occurrence).items(), (occurrence, text)][-REMEMBERED:])

    def _replaced(self, on: Airing) -> None:
        """What was to be on cannot be: something else begins in its place."""
        walk = Walk(self.book, self.state.copy())
        before = on.start_frame - 1
        walk.state.on = Airing("", "", "standby", before, before + 1, before)
        sequence.stand_in(walk, on)
        self.runs += [as_run.passed_by(self.book, self.state, passed) for passed in walk.passed]
        if walk.state.on is not None and self.state.first == on.occurrence:
            walk.state.first = walk.state.on.occurrence
        self.state = walk.state

    def broke_off(self, end: int) -> None:
        """What is on air failed: the rest of its time is filled, and what follows starts when it was to."""
        on = self.state.on
        if on is None:
            return
        self.state.dark = True
        if on.end_frame is not None and on.end_frame > end:
            self.state.probe = sequence.tried_again(self.state.probe, on, end)
            self.state.fill_until = self.state.probe.airing.end_frame
        self.state.on = replace(on, end_frame=max(end, on.start_frame))

    def taken_over(self, takeovers: int, frame: int) -> None:
        """A director has the programme; the carousel's clock runs on."""
        state, on = self.state, self.state.on
        state.takeovers = takeovers
        if not state.takes or on is None:
            return
        left_at = max(frame, on.start_frame)
        state.left = Left(
            on, left_at, state.round, state.turn, state.index, state.stack[:], state.fill_until, state.ahead[:]
        )
        self._preempted(on, left_at)

    def _preempted(self, on: Airing, frame: int) -> None:
        """From a frame on the clock alone has what was on: in the log, that is another part of it."""
        walk = Walk(self.book, self.state)
        if frame > on.start_frame and (on.end_frame is None or frame < on.end_frame):
            state = replace(self.state, seen=on.occurrence, skips=False, jump="")
            entry = as_run.aired(self.book, state, on, frame, None) | {"status": "preempted"}
            self.runs.append(entry)
            self.state.on = walk.joined(on, frame)
        self.state.takes, self.state.rejoin = False, ""
        if not (self.state.inserts or self.state.jump or self.state.skips):
            self.state.asked_frame = None

    def lost(self, frame: int) -> None:
        """Nobody plays what is on, though the programme is the carousel's: it is to be joined where it is by then."""
        on = self.state.on
        comes = on is not None and on.start_frame > frame  # it was started at a time to come
        if self.state.takes and self.state.running and self.state.rejoin != "left" and not comes:
            self.state.dark, self.state.rejoin, self.state.asked_frame = True, "clock", frame

    def would_join(self, frame: int) -> bool:
        """Whether what is on has not ended, and is to be joined as soon as somebody can play it."""
        on = self.state.on
        return bool(self.state.dark and self.state.rejoin and on and (on.end_frame is None or frame < on.end_frame))

    def _found_again(self) -> None:
        """An engine that was lost has what is on still, at the clock's place: it need not be joined."""
        state = self.state
        if state.dark and state.rejoin:
            state.rejoin = ""
            if not (state.inserts or state.jump or state.skips):
                state.asked_frame = None

    def stopped(self, frame: int, by: str = "") -> None:
        """Somebody stopped it, or started something else."""
        count = len(self.runs)
        if self.state.on is not None:
            self._close(self.state, self.state.on, max(frame, self.state.on.start_frame), None)
        self.runs[count:] = [each | {"note": "the rundown was stopped", "by": by} for each in self.runs[count:]]


def shifted(airing: Airing, start: int, fill_until: int | None) -> Airing:
    """An airing that began on another frame than planned: it lasts as long, unless its end is the clock's."""
    end = airing.end_frame
    if end is not None and not (airing.why == "joined" and end > start):
        end += start - airing.start_frame
        if fill_until is not None and (airing.kind in ("filler", "standby") or airing.why == "backup"):
            end = max(start + 1, min(end, fill_until))
    return replace(airing, start_frame=start, end_frame=end)


def _without(failed: dict[str, str], occurrence: str) -> dict[str, str]:
    """What failed, less the earlier parts and tries of an occurrence."""
    base = occurrence.partition("~")[0]
    return {name: text for name, text in failed.items() if name != base and not name.startswith(f"{base}~")}


def _event(name: str, airing: Airing, frame: int) -> dict[str, Any]:
    rundown = rundown_in(airing.occurrence)
    return {"event": name, "rundown": rundown, "item": airing.item, "occurrence": airing.occurrence, "frame": frame}


def _time_of(name: str) -> float:
    """The UTC seconds in the name of an occurrence that has a time."""
    return int(name.split(".at", 1)[1].split(".", 1)[0]) / 1000
