"""What plays beside the order: opening and closing films, and ad breaks, by rule between two items or on a cue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mixer.core.rundown.book import Book
from mixer.core.rundown.state import Airing, Left, State
from mixer.core.rundown.values import Breaks, Item

if TYPE_CHECKING:
    from mixer.core.rundown.walk import Walk

A_BREAK = ""  # among what was asked to be inserted: the break that is next
NEAR_S = 5  # what is on ends so soon: a break that is called for comes after it
FOR_EVER_S = 86_400 * 120  # of what nobody knows the end


# -- what is put ahead of the order ----------------------------------------------------------------


def put_ahead(state: State, idents: Sequence[str]) -> None:
    """These come before anything else follows, in this order."""
    state.ahead, state.series = list(idents), state.series + 1


def put_break(state: State, rule: Breaks, frame: int) -> None:
    """The spots of the next break come; the one after it goes on behind them."""
    put_ahead(state, rule.beginning_with(state.spot))
    _counted(state, rule, frame)


def named(state: State, ident: str, series: int | None = None) -> str:
    """The occurrence of something that was put ahead."""
    return f"{state.rundown}.x{state.series if series is None else series}.{ident}"


def drop_ahead(walk: Walk, frame: int, status: str) -> None:
    """Something else begins in the place of what was to come; the order goes on from there."""
    state = walk.state
    walk.pass_over(tuple(state.ahead), frame, status)
    state.ahead, state.cued, state.closed = [], False, False


def _counted(state: State, rule: Breaks, frame: int) -> None:
    state.spot = (state.spot + rule.size) % len(rule.spots)
    state.break_frame, state.broke = frame, True


# -- by rule ---------------------------------------------------------------------------------------


def comes_before(walk: Walk, item: Item, frame: int) -> bool:
    """Whether a break comes before an item of the order that would begin on a frame: it is due and airs whole.

    One of which something is known to have failed is passed by, one that a fixed start would cut waits for a join.
    """
    state, rule = walk.state, walk.book.rundown.breaks
    if rule is None or not _is_join(walk, item) or frame < _due_frame(walk.book, state, rule):
        return False
    spots = rule.beginning_with(state.spot)
    if any(named(state, ident, state.series + 1) in state.failed for ident in spots):
        walk.pass_over(spots, frame, "did_not_air")
        state.series += 1
        _counted(state, rule, frame)
        return False
    if not fits(walk, spots, frame):
        return False
    put_break(state, rule, frame)
    return True


def _is_join(walk: Walk, item: Item) -> bool:
    """Whether two items of the order meet here that are neither one piece nor next to another break."""
    on, films = walk.state.on, (*walk.book.rundown.opening, *walk.book.rundown.closing)
    if on is None or on.kind != "order" or on.item in films:
        return False
    between = item.group or item.follows_on or is_spot(walk.book, on.item) or is_spot(walk.book, walk.state.seat)
    return not between


def _due_frame(book: Book, state: State, rule: Breaks) -> float:
    if not rule.every_s:
        return float("inf")
    waits_s = rule.every_s if state.broke or rule.first_s is None else rule.first_s
    return state.break_frame + book.clock.frames_in(waits_s)


def fits(walk: Walk, idents: Sequence[str], begin: int) -> bool:
    """Whether items that begin on a frame, each with the end of the one before, are all over when a fixed start comes.

    A start that waits for the end of what is on waits for the last of them only.
    """
    book, end, last = walk.book, begin, begin
    for ident in idents:
        lasts = book.lasting(ident, walk.state.lengths)
        last = end - book.overlaps[ident]
        end = last + (book.clock.frames_in(FOR_EVER_S) if lasts is None else lasts)
    fixed = book.next_fixed(walk.state)
    if fixed is None:
        return True
    frame, late_s = book.frame_of(fixed, walk.state), book.rundown.items[fixed.item].late_s
    return end <= frame or (last < frame and end <= frame + book.clock.frames_in(late_s))


# -- on a cue --------------------------------------------------------------------------------------


def is_called(book: Book, state: State) -> bool:
    """Whether a break plays, was interrupted, or was asked for."""
    airings = [state.on, *(each.airing for each in state.stack)]
    playing = any(each is not None and is_spot(book, each.item) for each in airings)
    return playing or state.cued or A_BREAK in state.inserts


def waits_for_end(book: Book, state: State, frame: int) -> bool:
    """Whether a break that is called for on a frame comes at the end of what is on: a file that is nearly over."""
    on, due = state.on, book.agenda.after(state.due_utc_s)
    item = None if on is None else book.rundown.items.get(on.item)
    if on is None or item is None or on.end_frame is None or state.held or state.stack or on.kind != "order":
        return False
    undisturbed = state.waiting is None and (due is None or book.frame_of(due, state) > on.end_frame)
    soon = 0 < on.end_frame - frame <= book.clock.frames_in(NEAR_S)
    return soon and undisturbed and item.natural and not item.live


def goes_on(walk: Walk) -> bool:
    """Whether what is on is a spot of a break that was called for."""
    on, rule = walk.state.on, walk.book.rundown.breaks
    return on is not None and rule is not None and on.kind == "insert" and on.item in rule.spots


# -- what counts -----------------------------------------------------------------------------------


def is_spot(book: Book, ident: str) -> bool:
    """Whether an item is of an ad break: one of the order, or one that comes by rule."""
    item = book.rundown.items.get(ident)
    return item is not None and item.group != ""


def was_closed(book: Book, left: Left) -> bool:
    """Whether the closing films had begun where a director took over."""
    airings = [left.on, *(each.airing for each in left.stack)]
    return any(each.why == "ended" or each.item in book.rundown.closing for each in airings)


def left_behind(walk: Walk, airing: Airing) -> None:
    """Where something else begins, a break is over: the time to the next one is counted from there."""
    on = walk.state.on
    if on is not None and is_spot(walk.book, on.item):
        walk.state.break_frame, walk.state.broke = airing.start_frame, True
