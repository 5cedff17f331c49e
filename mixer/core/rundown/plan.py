"""What airs when: the one function that the programme, a dry run, a render and the console's timeline go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mixer.core.rundown import breaks, sequence
from mixer.core.rundown.absence import walked
from mixer.core.rundown.book import Book
from mixer.core.rundown.state import Airing, Passed, State
from mixer.core.rundown.values import Rundown
from mixer.core.rundown.walk import Walk
from mixer.core.rundown.wall_clock import WallClock


@dataclass(slots=True)
class Occurrence:
    """One airing as it is planned, from `start_frame` up to `end_frame`, which is None if nothing known ends it.

    `planned_frame` is where it would begin if all went by its own time; `wants_frame` where it would end by itself.
    What does not air has `trouble` in one of BXF's words, and lasts no frame. `item` is "" for the standby.
    """

    occurrence: str
    item: str
    planned_frame: int
    start_frame: int
    end_frame: int | None
    position_s: float = 0.0
    why: str = "follow"
    trouble: str = ""
    round: int = 1
    wants_frame: int | None = None


def plan(
    rundown: Rundown,
    clock: WallClock,
    frame: int,
    until_frame: int,
    state: State | None = None,
    others: Iterable[Rundown] = (),
) -> Iterator[Occurrence]:
    """What airs from a state on, in order, as long as it begins before `until_frame`.

    Without a state the rundown is started on `frame`. What airs tiles the time: each ends where the next begins. It
    goes on with what follows at the end, if that is one of the `others`.
    """
    book = Book(rundown, clock)
    for other in others:
        if other.id != rundown.id:
            Book(other, clock, book.chain)
    walk = Walk(book, started(book, frame) if state is None else state.copy())
    on = walk.state.on
    while on is not None and on.start_frame < until_frame:
        following = walk.step()
        ended = walk.state.on or on
        end = _end(ended if following is None else on, following)
        yield Occurrence(
            on.occurrence, on.item, on.planned_frame, on.start_frame, end, on.position_s, on.why, "", on.round,
            on.end_frame,
        )  # fmt: skip
        if walk.passed:
            yield from (_passed(each, walk.state) for each in walk.passed if each.frame < until_frame)
            walk.passed.clear()
        on = following


def started(
    book: Book,
    frame: int,
    item: str = "",
    at_clock: bool = False,
    before: State | None = None,
    begin_frame: int | None = None,
) -> State:
    """A rundown that is started on a frame: with its first item, with another, or where the clock says it should be.

    From its start it begins with its opening films. `begin_frame`, if there is one, is the frame that it was to start
    on: one to come is waited for; of one that is past it is where it would be by now. Names of occurrences go on from
    the state `before`, whichever rundown that was of.
    """
    if begin_frame is not None:
        frame = max(frame, begin_frame)
    rundown, rate = book.rundown, str(book.rate)
    state = State(rundown=rundown.id, revision=rundown.revision, rate=rate, running=True, now_frame=frame)
    if before is not None:
        state.takeovers = before.takeovers
    if before is not None and before.rundown:
        state.turn, state.fills, state.serial = before.turn + 1, before.fills, before.serial
        state.series = before.series
    walk = Walk(book, state)
    newest = book.agenda.last_fixed(book.clock.utc_s(frame)) if at_clock else None
    begin = frame if newest is None else min(frame, book.frame_of(newest, state))
    begin = begin if begin_frame is None else min(begin_frame, frame)
    state.break_frame = begin
    state.due_utc_s = book.clock.utc_s(begin) - 0.5 / float(book.rate)
    # What was before is nobody's; it ends where the first item begins.
    state.on = Airing("", "", "standby", begin - 1, begin, begin, "standby")
    if item:
        walk.seat_at(item, frame, "")
        sequence.begin_item(walk, item, frame, "operator", follows=False)
    else:
        state.now_frame = begin
        if book.rundown.opening and not at_clock:
            breaks.put_ahead(state, book.rundown.opening)
        walk.step()
        walked(walk, frame)
    state = walk.state
    if state.on is not None and state.on.start_frame < frame:
        state.on = walk.joined(state.on, frame)
    state.now_frame = frame
    return state


def _end(on: Airing, following: Airing | None) -> int | None:
    return on.end_frame if following is None else following.start_frame


def _passed(passed: Passed, state: State) -> Occurrence:
    planned = passed.frame if passed.planned_frame is None else passed.planned_frame
    return Occurrence(
        passed.occurrence, passed.item, planned, passed.frame, passed.frame, why="", trouble=passed.status,
        round=state.round,
    )  # fmt: skip
