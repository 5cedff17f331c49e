"""A rundown that is edited while it plays."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.rundown.book import Book
from mixer.core.rundown.breaks import A_BREAK
from mixer.core.rundown.state import State
from mixer.core.rundown.walk import Walk


def edited(old: Book, new: Book, state: State, frame: int) -> State:
    """The state in a rundown that was edited. What is on stays on; the order goes on behind it, wherever that is now.

    Starts that lie in the past do not begin: whoever adds one by mistake does not cut what is on air.
    """
    if state.rundown != new.rundown.id:
        return state
    state = state.copy()
    items = new.rundown.items
    was, order = old.orders.of(state.round)[: state.index + 1], new.orders.of(state.round)
    state.index = _seat(old, new, state.round, state.index)
    if state.left is not None:
        state.left = replace(state.left, index=_seat(old, new, state.left.round, state.left.index))
    for ident in set(was).difference(order[: state.index + 1]):  # it may come once more
        state.again[ident] = state.again.get(ident, 1) + 1
    state.seat = order[state.index] if 0 <= state.index < len(order) else ""
    _forget_the_gone(new, state)
    same = {ident for ident, item in items.items() if old.rundown.items.get(ident) == item}
    state.lengths = {ident: length for ident, length in state.lengths.items() if ident in same}
    if old.rundown.fillers != new.rundown.fillers:
        state.filler = state.filler_frames = 0
    if state.running and not state.held:
        newest = new.clock.utc_s(frame)
        changed = _past_starts(new, state, newest) - _past_starts(old, state, newest)
        if changed:
            state.due_utc_s = max(state.due_utc_s, newest)
        wakes(new, state, frame)
    return state


def found_again(book: Book, state: State) -> State:
    """A state from a journal, in the rundown as it is stored by now: the order goes on behind the item it knew."""
    if state.rundown != book.rundown.id:
        return replace(state, running=False, on=None)
    state, order = state.copy(), book.orders.of(state.round)
    known = 0 <= state.index < len(order) and order[state.index] == state.seat
    if not known:
        state.index = order.index(state.seat) if state.seat in order else min(state.index, len(order) - 1)
    if state.left is not None:
        state.left = replace(state.left, index=min(state.left.index, len(order) - 1))
    _forget_the_gone(book, state)
    return state


def _forget_the_gone(book: Book, state: State) -> None:
    """What was due or asked for does not come if it was deleted."""
    items = book.rundown.items
    state.revision = book.rundown.revision
    state.waiting = state.waiting if state.waiting and state.waiting.item in items else None
    state.inserts = [each for each in state.inserts if each in items or (each == A_BREAK and book.rundown.breaks)]
    state.ahead = [each for each in state.ahead if each in items]
    state.stack = [replace(was, ahead=[each for each in was.ahead if each in items]) for was in state.stack]
    if state.left is not None:
        state.left = replace(state.left, ahead=[each for each in state.left.ahead if each in items])
    state.cued = state.cued and book.rundown.breaks is not None
    state.spot = 0 if book.rundown.breaks is None else state.spot % len(book.rundown.breaks.spots)
    state.jump = state.jump if state.jump in book.rundown.order else ""
    if not (state.inserts or state.jump or state.skips or state.rejoin):
        state.asked_frame = None
    state.filler %= max(1, len(book.rundown.fillers))


def _past_starts(book: Book, state: State, now_s: float) -> set[tuple[str, float]]:
    return {(start.item, start.utc_s) for start in book.agenda.between(state.due_utc_s, now_s)}


def _seat(old: Book, new: Book, round_: int, seat: int) -> int:
    """Where the item stands now after which the order goes on; if it is gone, the one before it that is left."""
    order, before = new.orders.of(round_), old.orders.of(round_)
    places = {ident: index for index, ident in enumerate(order)}
    for index in range(min(seat, len(before) - 1), -1, -1):
        if before[index] in places:
            return places[before[index]]
    return -1


def wakes(book: Book, state: State, frame: int) -> None:
    """What stood still because nothing was left goes on with what was added, or with what follows."""
    on = state.on
    if on is None or on.kind != "standby" or on.why not in ("empty", "ended"):
        return
    woken = state.copy()
    woken.on = replace(on, end_frame=max(frame, on.start_frame) + 1)
    begun = Walk(book, woken.copy()).step()
    if begun is not None and begun.item:
        state.on, state.ended = woken.on, False
