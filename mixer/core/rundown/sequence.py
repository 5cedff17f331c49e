"""What follows when something ends: what was put ahead, what it interrupted, the order, a filler, the standby."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mixer.core.rundown import breaks
from mixer.core.rundown.state import Airing, Part, Passed, Probe, Why

if TYPE_CHECKING:
    from mixer.core.rundown.book import Book
    from mixer.core.rundown.walk import Walk

LONGEST_WAIT_S = 86_400  # an item whose next start is further away is passed by, not waited for
BRAKE_S = 10  # of fillers, when one item after the other fails
CHAIN = 8  # rundowns without anything to play now, one behind the other, and it is taken that there is nothing


def follow(walk: Walk, end: int, skips: bool = False) -> Airing | None:
    """Begins what follows what ends on a frame. `skips`: somebody asked, so it does not wait or overlap."""
    state = walk.state
    if state.brake:
        state.brake, state.fill_until, state.probe = False, end + walk.book.clock.frames_in(BRAKE_S), None
    if state.fill_until is not None and not skips:
        if state.fill_until - end > walk.book.hold_frames:
            return _backed_up(walk, end) or fill(walk, end, state.fill_until)
        end = max(end, state.fill_until)
    state.fill_until = state.probe = None
    if state.ahead:
        return begin_ahead(walk, end, follows=not skips)
    return give_back(walk, end) if state.stack else in_order(walk, end, skips)


def in_order(walk: Walk, end: int, skips: bool = False) -> Airing | None:
    """The next item of the order, or what fills the time until it may begin."""
    state, rule, rounds = walk.state, walk.book.rundown.breaks, 0
    if state.stopping:
        return at_end(walk, end, skips)
    if state.cued and rule is not None:
        breaks.put_break(state, rule, end)
        return begin_ahead(walk, end, follows=not skips, cued=True)
    while True:
        order = walk.book.orders.of(state.round)
        index = state.index + 1
        while index < len(order):
            found, index = _at(walk, order, index, end, skips)
            if found:
                return walk.state.on
        if not walk.book.another_round(state.round):
            return at_end(walk, end, skips)
        if rounds > 1 or not order:
            return fill(walk, end, None, "empty")
        rounds += 1
        state.round, state.index, state.seat = state.round + 1, -1, ""
        state.turn_over()


def _at(walk: Walk, order: tuple[str, ...], index: int, end: int, skips: bool) -> tuple[bool, int]:
    """Whether something began at a place of the order, and if not, the place to look at next."""
    state, item = walk.state, walk.book.rundown.items[order[index]]
    called = item.mode == "manual" and skips and _waits_at(walk)
    if item.mode == "follow" and item.group and not _airs_whole(walk, order, index, end):
        after = _after_group(walk, order, index)
        walk.pass_over(order[index:after], end, "did_not_air")
        return False, after
    follows, waited = item.mode == "follow" or called, item.mode == "fixed" and _waited_for(walk, item.id, end)
    if (follows or waited or item.mode == "manual") and breaks.comes_before(walk, item, end):
        state.index, state.seat = index - 1, order[index - 1] if index else ""
        begin_ahead(walk, end, follows=not skips)
    elif follows:
        state.index, state.seat = index, item.id
        begin_item(walk, item.id, end, "operator" if skips else "follow", follows=not skips)
    elif item.mode == "manual" or waited:
        state.index, state.seat = index - 1, order[index - 1] if index else ""
        fill(walk, end, None, "manual" if item.mode == "manual" else "filler")
    else:
        return False, index + 1
    return True, index


def begin_item(walk: Walk, ident: str, end: int, why: Why, follows: bool) -> Airing | None:
    """An item of the order begins."""
    walk.state.closed = False
    return _begin(walk, ident, walk.state.named(ident), "order", end, why, follows)


def begin_ahead(walk: Walk, end: int, follows: bool, cued: bool = False) -> Airing | None:
    """The first of what was put ahead begins; `cued`: of a break that somebody called for."""
    state = walk.state
    ident, state.cued = state.ahead.pop(0), False
    kind: Part = "insert" if cued or breaks.goes_on(walk) else "order"
    why: Why = "follow" if kind == "order" and follows else "operator"
    return _begin(walk, ident, breaks.named(state, ident), kind, end, why, follows)


def _begin(walk: Walk, ident: str, name: str, kind: Part, end: int, why: Why, follows: bool) -> Airing | None:
    """It begins so much earlier as its transition takes from the end of the one before."""
    book, state, on = walk.book, walk.state, walk.state.on
    start = end
    if follows and on is not None and book.overlaps[ident]:
        start = max(on.start_frame + 1, end - book.overlaps[ident])
    lasts = book.lasting(ident, state.lengths)
    ends = None if lasts is None else start + lasts
    return walk.begin(
        Airing(
            name,
            ident,
            kind,
            start,
            ends,
            start,
            why,
            round=state.round,
            follows=follows and on is not None,
        )
    )


def fill(walk: Walk, frame: int, until: int | None, why: Why = "filler") -> Airing | None:
    """A filler goes on where fillers stopped; without one, the standby shows."""
    book, state, fillers = walk.book, walk.state, walk.book.rundown.fillers
    number, played = stopped(walk, frame)
    for _ in range(len(fillers) + 1 if fillers else 0):
        ident = fillers[number % len(fillers)]
        lasts = book.lasting(ident, state.lengths)
        state.fills += 1
        name = f"{book.rundown.id}.f{state.fills}.{ident}"
        used_up = lasts is not None and played and lasts - played <= book.hold_frames
        if name in state.failed or used_up:
            number, played = (number + 1) % len(fillers), 0
            continue
        ends = [each for each in (until, None if lasts is None else frame + lasts - played) if each is not None]
        position_s = walk.lap_s(ident, book.clock.seconds_in(played))
        end, exact = min(ends, default=None), played > 0 or until is not None
        begun = walk.begin(
            Airing(name, ident, "filler", frame, end, frame, why, position_s, round=state.round, exact=exact)
        )
        state.filler, state.filler_frames = number, played
        return begun
    return standby(walk, frame, until, "standby" if why == "filler" else why)


def standby(walk: Walk, frame: int, until: int | None, why: Why) -> Airing | None:
    state = walk.state
    state.fills += 1
    name = f"{walk.book.rundown.id}.s{state.fills}"
    return walk.begin(Airing(name, "", "standby", frame, until, frame, why, round=state.round, exact=True))


def at_end(walk: Walk, end: int, skips: bool = False) -> Airing | None:
    """The order is over: closing films, once; then another rundown follows, it stops, or the standby shows.

    The standby shows until the next start of something.
    """
    closing, walk.state.closed = walk.book.rundown.closing if not walk.state.closed else (), True
    if closing:
        breaks.put_ahead(walk.state, closing)
        return begin_ahead(walk, end, follows=not skips)
    following = walk.book.following
    if following is not None and not walk.state.stopping and walk.overs.count(end) < CHAIN:
        return go_over(walk, following, end, skips)
    if walk.book.rundown.at_end == "stop":
        walk.state.running, walk.state.on, walk.state.ended = False, None, True
        return None
    walk.state.ended = True
    return standby(walk, end, None, "ended")


def go_over(walk: Walk, following: Book, end: int, skips: bool) -> Airing | None:
    """The rundown gives way to the next: a join like any other. Names of occurrences go on."""
    state, on = walk.state, walk.state.on
    walk.overs.append(end)
    state.came_from, state.rundown, state.revision = state.rundown, following.rundown.id, following.rundown.revision
    state.turn_over()
    state.round, state.index, state.seat = 1, -1, ""
    state.filler = state.filler_frames = 0
    state.lengths, state.waiting, state.left, state.ended = {}, None, None, False
    state.spot, state.break_frame, state.broke, state.cued, state.closed = 0, end, False, False, False
    state.due_utc_s = following.clock.utc_s(end) - 0.5 / float(following.rate)
    state.on = on and replace(on, end_frame=end)
    walk.go_to(following, state)
    coming = walk.coming()
    if coming is not None and coming.frame <= end:
        return walk.step()
    if following.rundown.opening:
        breaks.put_ahead(state, following.rundown.opening)
        return begin_ahead(walk, end, follows=not skips)
    return in_order(walk, end, skips)


def stand_in(walk: Walk, failed: Airing) -> Airing | None:
    """What plays in place of what failed: its backup, a filler, the standby. What follows starts when it was to."""
    state, text = walk.state, walk.state.failed[failed.occurrence]
    walk.passed.append(
        Passed(failed.item, failed.start_frame, "missing_content", failed.planned_frame, failed.utc_s,
               failed.occurrence, text)
    )  # fmt: skip
    start, slot_end = failed.start_frame, failed.end_frame
    if _has_backup(walk, failed):
        return _begin_backup(walk, failed, start)
    if failed.kind == "standby" or slot_end is None:
        return _go_on_without(walk, failed)
    state.probe = tried_again(state.probe, failed, start)
    state.fill_until = state.probe.airing.end_frame
    return fill(walk, start, state.fill_until)


def tried_again(probe: Probe | None, failed: Airing, since: int) -> Probe:
    """What is tried again when something failed: that, or the item whose backup it was."""
    return Probe(probe.airing if probe and failed.why == "backup" else failed, since)


def _has_backup(walk: Walk, failed: Airing) -> bool:
    item = walk.book.rundown.items.get(failed.item)
    return item is not None and bool(item.backup) and f"{failed.occurrence}.backup" not in walk.state.failed


def _begin_backup(walk: Walk, failed: Airing, start: int) -> Airing | None:
    """The backup of what failed plays from a frame on, in its slot."""
    state, slot_end = walk.state, failed.end_frame
    backup = walk.book.rundown.items[failed.item].backup
    lasts = walk.book.lasting(backup, state.lengths)
    ends = [each for each in (slot_end, None if lasts is None else start + lasts) if each is not None]
    end, state.fill_until, state.probe = min(ends, default=None), slot_end, Probe(failed, None)
    name, exact = f"{failed.occurrence}.backup", end == slot_end
    airing = replace(failed, occurrence=name, item=backup, start_frame=start, end_frame=end, why="backup", exact=exact)
    return walk.begin(airing)


def _backed_up(walk: Walk, end: int) -> Airing | None:
    """The backup of what broke on air, if it has one that has not been played."""
    probe = walk.state.probe
    if probe is None or probe.since_frame is None or not _has_backup(walk, probe.airing):
        return None
    return _begin_backup(walk, probe.airing, end)


def _go_on_without(walk: Walk, failed: Airing) -> Airing | None:
    """Nobody knows how long it would have lasted: what follows begins in its place."""
    if failed.kind == "standby":
        walk.state.on = replace(failed, occurrence=failed.occurrence + ".slate")
        return walk.state.on
    return follow(walk, failed.start_frame)


def give_back(walk: Walk, end: int) -> Airing | None:
    """An insert is over: what becomes of what it interrupted."""
    state = walk.state
    was = state.stack.pop()
    airing, back, state.ahead = was.airing, was.back, was.ahead[:]
    item = walk.book.rundown.items.get(airing.item)
    if item is None or airing.kind in ("filler", "standby", "fallback"):
        return follow(walk, end)
    if back == "resume" and airing.end_frame is not None and not item.live:
        played_s = walk.book.clock.seconds_in(was.left_frame - airing.start_frame)
        left = airing.end_frame - was.left_frame
        position_s = walk.lap_s(airing.item, airing.position_s + played_s)
        return walk.begin(walk.continued(airing, end, end + max(1, left), position_s, "resumed"))
    if back == "restart" and not item.live:
        lasts = walk.book.lasting(airing.item, state.lengths)
        ends = None if lasts is None else end + lasts
        return walk.begin(replace(walk.continued(airing, end, ends, 0.0, "restarted"), exact=False))
    if back == "next":
        return follow(walk, end)
    return catch_up(walk, airing, end)


def catch_up(walk: Walk, airing: Airing | None, frame: int) -> Airing | None:
    """What would be on if an airing had run on since it began, from a frame on."""
    while airing is not None and airing.end_frame is not None and airing.end_frame <= frame:
        walk.state.on = airing
        airing = follow(walk, airing.end_frame)
        if airing is not None and airing.start_frame == frame:
            return airing
    if airing is None or airing.start_frame >= frame:
        return airing
    return walk.begin(walk.joined(airing, frame))


def stopped(walk: Walk, frame: int) -> tuple[int, int]:
    """Where fillers stop if what is on ends on a frame: the number of one, and how many frames of it have played."""
    state, on, fillers = walk.state, walk.state.on, walk.book.rundown.fillers
    if on is None or on.kind not in ("filler", "fallback") or on.item not in fillers:
        return state.filler, state.filler_frames
    lasts, played = walk.book.lasting(on.item, state.lengths), state.filler_frames + frame - on.start_frame
    if lasts is not None and played >= lasts:
        return (state.filler + 1) % len(fillers), 0
    return state.filler, played


def _airs_whole(walk: Walk, order: tuple[str, ...], index: int, begin: int) -> bool:
    """Whether a break that begins here would air whole: nothing of it has failed, and no fixed start cuts it."""
    items, state = walk.book.rundown.items, walk.state
    group = items[order[index]].group
    if index and items[order[index - 1]].group == group and state.index == index - 1 >= 0:
        return True  # it is under way
    spots = order[index : _after_group(walk, order, index)]
    return not any(state.named(ident) in state.failed for ident in spots) and breaks.fits(walk, spots, begin)


def _after_group(walk: Walk, order: tuple[str, ...], index: int) -> int:
    items = walk.book.rundown.items
    group, after = items[order[index]].group, index
    while after < len(order) and items[order[after]].group == group:
        after += 1
    return after


def _waited_for(walk: Walk, ident: str, frame: int) -> bool:
    """Whether the order waits for an item: its start is the next of all, within a day."""
    fixed = walk.book.next_fixed(walk.state)
    if fixed is None or fixed.item != ident:
        return False
    return walk.book.frame_of(fixed, walk.state) - frame <= walk.book.clock.frames_in(LONGEST_WAIT_S)


def _waits_at(walk: Walk) -> bool:
    """Whether what is on fills the time before a manual item."""
    on = walk.state.on
    return on is not None and on.why == "manual"
