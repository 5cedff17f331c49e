"""From one airing to the next: what begins when. Pure: it changes the state it was given, and nothing else.

what was asked (insert, jump, skip) → starts that were missed → the next start → what waited → the end: sequence.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mixer.core.rundown import breaks, sequence
from mixer.core.rundown.agenda import Start
from mixer.core.rundown.book import COLLIDE_S, Book
from mixer.core.rundown.state import Airing, Due, Interrupted, Left, Passed, State, Why

DEEPEST = 3  # inserts within inserts
JOIN_S = 1.0  # what is joined in progress is made for so much later, and begins there


@dataclass(frozen=True, slots=True)
class Coming:
    """Starts that collide, the one that wins first, and the frame of that."""

    starts: tuple[Start, ...]
    frame: int
    utc_s: float  # of the last of them: up to here they are done with


class Walk:
    """Walks a state from airing to airing. `passed` gathers what did not air on the way."""

    __slots__ = ("_after_s", "_coming", "book", "overs", "passed", "state")

    def __init__(self, book: Book, state: State) -> None:
        """`state` may be of a rundown that follows the book's."""
        self.book = book.of(state.rundown)
        self.state = state
        self.passed: list[Passed] = []
        self._after_s: float | None = None
        self._coming: Coming | None = None
        self.overs: list[int] = []  # the frames on which one rundown gave way to the next

    def go_to(self, book: Book, state: State) -> None:
        """Walks on in a rundown that follows, or back in the one that came before."""
        if book is not self.book:
            gone = self.book.rundown.id
            self.passed = [replace(each, rundown=each.rundown or gone) for each in self.passed]
        self.book, self.state, self._after_s = book, state, None

    def step(self) -> Airing | None:
        """Begins what follows what is on. None where nothing does: stopped, on for ever, or held and nobody asked."""
        state, on = self.state, self.state.on
        if on is None or not state.running:
            return None
        if state.asked_frame is not None:
            ends_now = on.end_frame == state.asked_frame > on.start_frame
            return self._asked(state.asked_frame if ends_now else max(state.asked_frame, on.start_frame) + 1)
        if state.held:
            return None
        coming, now = self.coming(), max(state.now_frame, on.start_frame)
        if coming is not None and coming.frame < now:
            late = self._missed(max(now, on.start_frame + 1))
            if late is not None:
                return late
        return self._next()

    def coming(self) -> Coming | None:
        """The next starts that are not done with; looked up once for each time they are done with."""
        if self.state.stopping:
            return None
        if self._after_s != self.state.due_utc_s:
            self._after_s = self.state.due_utc_s
            first = self.book.agenda.after(self._after_s)
            self._coming = None if first is None else self._colliding(first)
        return self._coming

    def _colliding(self, first: Start) -> Coming:
        near = self.book.agenda.between(self.state.due_utc_s, first.utc_s + COLLIDE_S)
        starts = self.book.wins([start for start in near if start.utc_s < first.utc_s + COLLIDE_S])
        utc_s = max(start.utc_s for start in starts)
        return Coming(tuple(starts), self.book.frame_of(starts[0], self.state), utc_s)

    # -- what comes first ------------------------------------------------------------------------------

    def _next(self) -> Airing | None:
        """A start, what waits for one, or the end of what is on: whichever is first."""
        while (on := self.state.on) is not None:
            coming, patience = self.coming(), self._patience()
            ends = [frame for frame in (on.end_frame, patience) if frame is not None]
            if coming is not None and coming.frame <= min(ends, default=coming.frame):
                begun = self._arrive(coming)
                if begun is not None:
                    return begun
            elif patience is not None and patience == min(ends):
                return self._begin_waiting(patience)
            elif on.end_frame is None:
                return None
            elif self.state.waiting is not None and not self._over(self.state.waiting, on.end_frame):
                return self._begin_waiting(on.end_frame, follows=True)
            elif coming is not None and self._held_for(coming, on.end_frame):
                self.state.on = replace(on, end_frame=coming.frame, exact=True)
            else:
                return sequence.follow(self, on.end_frame)
        return None

    def _patience(self) -> int | None:
        """The frame on which what waits for the end of what is on waits no more."""
        waiting, on = self.state.waiting, self.state.on
        if waiting is None or waiting.joins or on is None:
            return None
        late_s = self.book.rundown.items[waiting.item].late_s
        return max(self._due_frame(waiting) + self.book.clock.frames_in(late_s), on.start_frame + 1)

    def _held_for(self, coming: Coming, end: int) -> bool:
        """Whether a start is so near that the last picture holds till then: nothing flashes up before it."""
        item = self.book.rundown.items[coming.starts[0].item]
        return item.mode == "fixed" and 0 < coming.frame - end <= self.book.hold_frames

    def _due_frame(self, due: Due) -> int:
        return self.book.frame_of(Start(due.utc_s, 0, due.item), self.state)

    def _over(self, due: Due, frame: int) -> bool:
        """Whether the time of something that was due is over."""
        lasts = self.book.lasting(due.item, self.state.lengths)
        over = due.joins and lasts is not None and self._due_frame(due) + lasts <= frame
        if over:
            self._lost(due, frame)
            self.state.waiting = None
        return over

    # -- starts ----------------------------------------------------------------------------------------

    def _arrive(self, coming: Coming) -> Airing | None:
        """The time of an item has come: it begins, or waits for the end of what is on."""
        state, on, start = self.state, self.state.on, coming.starts[0]
        item = self.book.rundown.items[start.item]
        frame = coming.frame if on is None else max(coming.frame, on.start_frame + 1)
        state.due_utc_s = coming.utc_s
        if item.mode == "insert":
            self._losers(coming, keeps=state.waiting is None)
            return self._insert(item.id, frame, "insert", start.utc_s)
        self._drop_waiting(frame)
        waits = item.late_s > 0 and on is not None and on.end_frame != coming.frame
        self._losers(coming, keeps=not waits)
        if waits:
            state.waiting = Due(item.id, start.utc_s)
            return None
        return self._begin(Due(item.id, start.utc_s), frame, "fixed")

    def _losers(self, coming: Coming, keeps: bool) -> None:
        """Who lost against the first of colliding starts: one may join in progress, the others do not air."""
        for start in coming.starts[1:]:
            loser = Due(start.item, start.utc_s, joins=True)
            if keeps and self.book.rundown.items[start.item].mode == "fixed":
                self.state.waiting, keeps = loser, False
            else:
                self._lost(loser, coming.frame)

    def _missed(self, frame: int) -> Airing | None:
        """Starts that were not seen to: the newest airs now, unless its time is over; of the others none does."""
        late = list[Coming]()
        while (coming := self.coming()) is not None and coming.frame < frame:
            late.append(coming)
            self.state.due_utc_s = coming.utc_s
        missed = [Due(start.item, start.utc_s) for each in reversed(late) for start in each.starts]
        chosen = next((due for due in missed if not self._slot_over(due, frame)), None)
        for due in reversed(missed):
            if due is not chosen:
                self._lost(due, frame)
        if chosen is None:
            return None
        if self.book.rundown.items[chosen.item].mode == "insert":
            return self._insert(chosen.item, frame, "insert", chosen.utc_s)
        self._drop_waiting(frame)
        chosen.joins = self.book.rundown.items[chosen.item].joins
        return self._begin(chosen, frame, "late")

    def _slot_over(self, due: Due, frame: int) -> bool:
        lasts = self.book.lasting(due.item, self.state.lengths)
        return lasts is not None and self._due_frame(due) + lasts <= frame

    def _begin_waiting(self, frame: int, follows: bool = False) -> Airing | None:
        waiting = self.state.waiting
        assert waiting is not None
        self.state.waiting = None
        return self._begin(waiting, frame, "late", follows)

    def _begin(self, due: Due, frame: int, why: Why, follows: bool = False) -> Airing | None:
        """A fixed item begins: the order goes on behind it, and nothing is given back any more."""
        state, planned = self.state, self._due_frame(due)
        breaks.drop_ahead(self, frame, "did_not_air")
        self.seat_at(due.item, frame, "did_not_air")
        state.stack, state.fill_until, state.probe, state.ended = [], None, None, False
        lasts = self.book.lasting(due.item, state.lengths)
        name = self.book.named(Start(due.utc_s, 0, due.item))
        airing = Airing(
            name, due.item, "order", frame, None if lasts is None else frame + lasts, planned, why,
            utc_s=due.utc_s, round=state.round, follows=follows,
        )  # fmt: skip
        if due.joins and frame > planned:
            airing.start_frame, airing.end_frame = planned, None if lasts is None else planned + lasts
            airing = replace(self.joined(airing, frame), occurrence=name, part=1)
        return self.begin(airing)

    # -- what was asked --------------------------------------------------------------------------------

    def _asked(self, frame: int) -> Airing | None:
        state = self.state
        if state.rejoin:
            return self._rejoin(frame)
        if state.inserts:
            ident = state.inserts.pop(0)
            if not state.inserts and not (state.skips or state.jump):
                state.asked_frame = None
            return self._break_in(frame) if ident == breaks.A_BREAK else self._insert(ident, frame, "operator", None)
        if state.stopping and not state.closed:
            state.stack, state.ahead, state.fill_until = [], [], None
        jump, state.jump, state.skips, state.asked_frame = state.jump, "", False, None
        if not jump:
            return sequence.follow(self, frame, skips=True)
        breaks.drop_ahead(self, frame, "skipped_by_operator")
        self.seat_at(jump, frame, "skipped_by_operator")
        state.stack, state.fill_until, state.probe, state.ended = [], None, None, False
        return sequence.begin_item(self, jump, frame, "operator", follows=False)

    def _rejoin(self, frame: int) -> Airing | None:
        """The programme comes back: at the clock's place, or where a director took over."""
        state, where, on = self.state, self.state.rejoin, self.state.on
        assert on is not None
        state.rejoin = ""
        if not (state.inserts or state.jump or state.skips):
            state.asked_frame = None
        if where == "left" and state.left is not None:
            return self._where_left(state.left, frame)
        joined = frame + self.book.clock.frames_in(JOIN_S)
        item = self.book.rundown.items.get(on.item)
        if on.end_frame is not None and on.end_frame <= joined:
            return self._held_at_its_end(on, on.end_frame, frame) if state.held else self.step()
        if item is None:
            return self.begin(self.joined(on, frame, on.why))
        if on.utc_s is not None and state.seen != on.occurrence and not item.joins:  # its start was missed
            lasts = self.book.lasting(item.id, state.lengths)
            end = None if lasts is None else frame + lasts
            return self.begin(replace(self.continued(on, frame, end, on.position_s, "late"), exact=False))
        return self.begin(self.joined(on, joined))

    def _held_at_its_end(self, on: Airing, end: int, frame: int) -> Airing | None:
        """What is held after its end comes back with its last picture."""
        last = self.joined(on, end - 1)
        return self.begin(replace(last, start_frame=frame, planned_frame=frame, end_frame=frame + 1))

    def _where_left(self, left: Left, frame: int) -> Airing | None:
        state = self.state
        state.left = state.probe = None
        state.turn_over()
        state.round, state.index, state.stack, state.fill_until = left.round, left.index, left.stack[:], left.fill_until
        state.ahead, state.series = left.ahead[:], state.series + 1
        state.closed = state.closed and breaks.was_closed(self.book, left)
        state.seat = self.book.orders.of(left.round)[left.index] if left.index >= 0 else ""
        if left.on.item not in self.book.rundown.items or left.on.kind in ("filler", "standby", "fallback"):
            return sequence.follow(self, frame)
        played = left.frame - left.on.start_frame
        position_s = self.lap_s(left.on.item, left.on.position_s + self.book.clock.seconds_in(played))
        end = None if left.on.end_frame is None else frame + max(1, left.on.end_frame - left.frame)
        return self.begin(self.continued(left.on, frame, end, position_s, "resumed"))

    def _insert(self, ident: str, frame: int, why: Why, utc_s: float | None) -> Airing | None:
        """What is on is interrupted, and given back later."""
        state, on = self.state, self.state.on
        name, planned = self._insert_name(ident, utc_s), frame
        if utc_s is not None:
            planned = self._due_frame(Due(ident, utc_s))
        if on is None or len(state.stack) >= DEEPEST:
            self.passed.append(Passed(ident, frame, "did_not_air", planned, utc_s, name, "three wait already"))
            return None if on is None or why != "operator" else self.step()
        self._interrupt(on, frame, self.book.rundown.items[ident].back)
        lasts = self.book.lasting(ident, state.lengths)
        end = None if lasts is None else frame + lasts
        return self.begin(
            Airing(name, ident, "insert", frame, end, planned, why, utc_s=utc_s, round=state.round, follows=False)
        )

    def _break_in(self, frame: int) -> Airing | None:
        """The ad break that is next interrupts what is on, and gives back where that was left."""
        state, on, rule = self.state, self.state.on, self.book.rundown.breaks
        if rule is None or on is None or len(state.stack) >= DEEPEST:
            return None if on is None else self.step()
        self._interrupt(on, frame, "resume")
        breaks.put_break(state, rule, frame)
        return sequence.begin_ahead(self, frame, follows=False, cued=True)

    def _interrupt(self, on: Airing, frame: int, back: str) -> None:
        self.state.stack.append(Interrupted(on, frame, back, self.state.ahead))
        self.state.ahead = []

    def _insert_name(self, ident: str, utc_s: float | None) -> str:
        if utc_s is not None:
            return self.book.named(Start(utc_s, 0, ident))
        self.state.serial += 1
        return f"{self.book.rundown.id}.i{self.state.serial}.{ident}"

    # -- what all of them share ------------------------------------------------------------------------

    def begin(self, airing: Airing) -> Airing | None:
        """The airing is on from now on; what failed is replaced."""
        if airing.occurrence in self.state.failed:
            return sequence.stand_in(self, airing)
        self.state.filler, self.state.filler_frames = sequence.stopped(self, airing.start_frame)
        breaks.left_behind(self, airing)
        self.state.on = airing
        return airing

    def joined(self, airing: Airing, frame: int, why: Why = "joined") -> Airing:
        """The rest of an airing from a frame on, as if it had run since it began."""
        position_s = airing.position_s + self.book.clock.seconds_in(frame - airing.start_frame)
        return self.continued(airing, frame, airing.end_frame, self.lap_s(airing.item, position_s), why)

    def continued(self, airing: Airing, frame: int, end: int | None, position_s: float, why: Why) -> Airing:
        """Another part of an airing: an occurrence of its own for whoever plays it."""
        part = airing.part + 1
        where = f"{part}.{self.state.turn}.{round(position_s * self.book.rate)}"
        name = f"{airing.occurrence.partition('~')[0]}~{where}"
        return replace(
            airing, occurrence=name, part=part, start_frame=frame, end_frame=end, planned_frame=frame, why=why,
            position_s=position_s, follows=False, exact=end is not None,
        )  # fmt: skip

    def lap_s(self, ident: str, position_s: float) -> float:
        """A position within its lap."""
        item = self.book.rundown.items.get(ident)
        length_s = item and self.state.lengths.get(ident, item.length_s)
        return position_s % length_s if item and length_s and item.repeat != 1 else position_s

    def seat_at(self, ident: str, frame: int, status: str) -> None:
        """The order goes on behind an item; what stood between is passed. Backwards it is another round."""
        state, order = self.state, self.book.orders.of(self.state.round)
        if ident not in order:
            return
        index = order.index(ident)
        if index > state.index:
            self.pass_over(order[state.index + 1 : index], frame, status)
        else:
            state.turn_over()
            if status == "did_not_air" and self.book.another_round(state.round):
                self.pass_over(order[state.index + 1 :], frame, status)
                state.round += 1
                index = self.book.orders.of(state.round).index(ident)
                self.pass_over(self.book.orders.of(state.round)[:index], frame, status)
        state.index, state.seat = index, ident

    def pass_over(self, idents: tuple[str, ...], frame: int, status: str) -> None:
        """Items of the order whose turn is over before it came."""
        for ident in idents:
            if self.book.rundown.items[ident].mode in ("follow", "manual"):
                self.passed.append(Passed(ident, frame, status))

    def _drop_waiting(self, frame: int) -> None:
        if self.state.waiting is not None:
            self._lost(self.state.waiting, frame)
            self.state.waiting = None

    def _lost(self, due: Due, frame: int) -> None:
        name = self.book.named(Start(due.utc_s, 0, due.item))
        self.passed.append(Passed(due.item, frame, "did_not_air", self._due_frame(due), due.utc_s, name))
