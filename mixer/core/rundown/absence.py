"""To where the clock is by now, however long nobody played: in bounded time, and with a log that people can read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.walk import Walk

SAID_MOST = 100  # airings that are told one by one; of more it is told how many
WALKED_MOST = 10_000  # airings that are worked out one by one: half a day of five seconds each, and 0.2 s of work
AT_ONCE = 2000
BEFORE_S = 0.0005  # a start is to come


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Airings that are not told one by one, from a frame on. `more`: nobody worked out how many there were."""

    start_frame: int
    airings: int
    more: bool = False


def walked(walk: Walk, frame: int) -> tuple[list[Airing], Unsaid | None]:
    """Walks on to what is on at a frame. What began on the way; of very many the first ones, and the last."""
    begun = by_clock(walk, frame, SAID_MOST)
    first = by_clock(walk, frame, 1)
    if not first:
        return begun, None
    count, more = _walked_far(walk, frame)
    if walk.state.on is None or not count:
        return begun + first, None
    passed = len(walk.passed) - SAID_MOST
    del walk.passed[SAID_MOST:]
    return [*begun, walk.state.on], Unsaid(first[0].start_frame, count + max(0, passed), more)


def by_clock(walk: Walk, frame: int, most: int | None = None) -> list[Airing]:
    """Walks on to what is on at a frame, over so many airings at `most`, and answers with what began on the way."""
    begun = list[Airing]()
    while (before := walk.state.on) is not None and (most is None or len(begun) < most):
        saved, book, passed = walk.state.copy(), walk.book, len(walk.passed)
        airing = walk.step()
        stops = airing is None and walk.state.on is None and before.end_frame is not None and before.end_frame <= frame
        if not stops and (airing is None or airing.start_frame > frame):
            walk.go_to(book, saved)
            del walk.passed[passed:]
            break
        if airing is None:
            break
        begun.append(airing)
    return begun


def _walked_far(walk: Walk, frame: int) -> tuple[int, bool]:
    """The rest of the way: how many airings began, and whether some were not counted."""
    count = 0
    for _ in range(WALKED_MOST // AT_ONCE):
        rounds = _over_rounds(walk, frame)
        some = by_clock(walk, frame, AT_ONCE)
        count += rounds + len(some)
        if len(some) < AT_ONCE:
            return count, False
    _to_newest_start(walk, frame)
    if len(by_clock(walk, frame, AT_ONCE)) == AT_ONCE:
        _stand_still(walk, frame)
    return count, True


def _over_rounds(walk: Walk, frame: int) -> int:
    """Goes over as many whole rounds as nothing comes between. Answers how many airings those are."""
    rule = walk.book.rundown.breaks
    if walk.state.ahead or (rule is not None and rule.every_s):
        return 0  # one round is not as long as the other
    coming = walk.coming()
    limit = frame if coming is None else min(frame, coming.frame)
    ahead = Walk(walk.book, walk.state.copy())
    first = _next_round(ahead, limit)
    base = ahead.state.copy()
    second = _next_round(ahead, limit) if first else 0
    if not second or base.on is None or ahead.state.on is None:
        return 0
    frames = ahead.state.on.start_frame - base.on.start_frame
    times = (limit - base.on.start_frame) // frames - 1
    if walk.book.rundown.rounds:
        times = min(times, walk.book.rundown.rounds - base.round - 1)
    if times < 1 or not _later(walk, base, times, frames):
        return 0
    return first + times * second


def _next_round(walk: Walk, limit: int) -> int:
    """Walks on until a round begins. How many airings it took; 0 where something else comes than the order."""
    round_ = walk.state.round
    for number in range(1, len(walk.book.rundown.order) + 2):
        airing = walk.step()
        if airing is None or airing.kind != "order" or airing.start_frame >= limit:
            return 0
        if walk.state.round == round_ + 1:
            return number
    return 0


def _later(walk: Walk, state: State, rounds: int, frames: int) -> bool:
    """Goes on with the first item of the order, so many rounds of so many frames later."""
    state.round, state.turn, state.again = state.round + rounds, state.turn + rounds, {}
    ident = walk.book.orders.of(state.round)[state.index]
    lasts = walk.book.lasting(ident, state.lengths)
    if state.on is None or walk.book.rundown.items[ident].mode != "follow" or lasts is None:
        return False
    start, state.seat = state.on.start_frame + rounds * frames, ident
    state.on = Airing(state.named(ident), ident, "order", start, start + lasts, start, round=state.round)
    walk.go_to(walk.book, state)
    return True


def _to_newest_start(walk: Walk, frame: int) -> None:
    """The order goes on behind the newest item that had its time, whatever was before that."""
    state, book = walk.state, walk.book
    newest = book.agenda.last_fixed(book.clock.utc_s(frame))
    if newest is None or state.on is None or book.frame_of(newest, state) <= state.on.start_frame:
        return
    state.on = replace(state.on, end_frame=book.frame_of(newest, state))
    state.stack, state.waiting, state.fill_until, state.probe = [], None, None, None
    state.due_utc_s = newest.utc_s - BEFORE_S
    walk.step()


def _stand_still(walk: Walk, frame: int) -> None:
    """What was reached begins now: better than to keep everybody waiting for its exact place."""
    state, on = walk.state, walk.state.on
    if on is None:
        return
    later = frame - on.start_frame
    end = None if on.end_frame is None else on.end_frame + later
    state.on = replace(on, start_frame=frame, end_frame=end, planned_frame=frame)
    state.stack, state.waiting, state.fill_until, state.probe = [], None, None, None
    state.due_utc_s = max(state.due_utc_s, walk.book.clock.utc_s(frame))
