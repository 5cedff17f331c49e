"""What directors and producers ask of a carousel, done to its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mixer.core.rundown import breaks
from mixer.core.rundown.agenda import Start
from mixer.core.rundown.book import Book
from mixer.core.rundown.plan import started
from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.walk import JOIN_S
from mixer.errors import BadCommand


def obeyed(book: Book | None, state: State, command: Mapping[str, Any], frame: int) -> State:
    """The state after a command on a frame. Raises BadCommand, and then nothing has changed."""
    verb = str(command.get("verb", "")).removeprefix("rundown_")
    if verb not in VERBS:
        raise BadCommand("bad_command", f"expected one of {', '.join(VERBS)}, found {verb!r}")
    if book is None:
        raise BadCommand("no_rundown", "no rundown is loaded")
    if verb != "start" and not state.running:
        raise BadCommand("not_running", f"the rundown does not run: {verb} needs one that does")
    return VERBS[verb](book, replace(state.copy(), by=str(command.get("by", ""))), command, frame)


def _start(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    wanted, item = command.get("rundown") or book.rundown.id, command.get("item") or ""
    if wanted != book.rundown.id:
        raise BadCommand("no_rundown", f"{book.rundown.id} is loaded, not {wanted}")
    _known(book, item, among=book.rundown.order, what="the order")
    begin = _begins(command.get("begin_frame"))
    if begin is not None and begin < frame:
        frame += book.clock.frames_in(JOIN_S)
    new = started(book, frame, item, command.get("at") == "clock", state, begin)
    if not new.running:
        raise BadCommand("empty", "there is nothing to play, and the rundown stops at its end")
    new.by = state.by
    new.first = "" if new.on is None else new.on.occurrence
    return new


def _begins(begin: Any) -> int | None:
    """The frame of a start at a time, to come or past; None where it is now. Raises BadCommand."""
    if begin is not None and (isinstance(begin, bool) or not isinstance(begin, int)):
        raise BadCommand("bad_command", f"begin_frame: expected the number of a frame, found {begin!r}")
    return begin


def _stop(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    """It is over; with `closing` after the closing films, which begin at once, and as at its end."""
    if command.get("closing") is True and (book.rundown.closing or book.rundown.at_end != "stop"):
        return _closing(state, frame)
    state.ended = command.get("closing") is True
    state.running, state.held, state.on, state.left, state.rejoin = False, False, None, None, ""
    return state


def _closing(state: State, frame: int) -> State:
    begun, state.stopping = state.closed or state.stopping, True
    if begun:
        return state
    state.held, state.cued, state.inserts, state.waiting = False, False, [], None
    return _ask(state, frame, skips=True)


def _skip(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    return _ask(state, frame, skips=True)


def _unskip(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    if not (state.skips or state.jump):
        raise BadCommand("nothing_to_undo", "nothing is being skipped, or what follows has begun")
    state.skips, state.jump, state.stopping = False, "", state.stopping and state.closed
    if not state.inserts and not state.rejoin:
        state.asked_frame = None
    return state


def _jump(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    item = str(command.get("item", ""))
    _known(book, item or "nothing", among=book.rundown.order, what="the order")
    state.stopping = False
    return _ask(state, frame, jump=item)


def _hold(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    held = command.get("on", True) is True
    if state.held and not held:
        state.now_frame = frame
        state.on = _ending_no_earlier(state.on, frame + 1)
    state.held = held
    return state


def _insert(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    item = str(command.get("item", ""))
    _known(book, item or "nothing", among=tuple(book.rundown.items), what="the items")
    return _cut_in(state, frame, item)


def _break(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    """The ad break that is next: now, or after a file that is nearly over."""
    if book.rundown.breaks is None:
        raise BadCommand("no_break", f"{book.rundown.id} has no ad break: its setting `breaks` is to name one")
    if breaks.is_called(book, state):
        raise BadCommand("busy", "an ad break plays, or was asked for already")
    if not breaks.waits_for_end(book, state, frame):
        return _cut_in(state, frame, breaks.A_BREAK)
    state.cued = True
    return state


def _cut_in(state: State, frame: int, item: str) -> State:
    if len(state.stack) + len(state.inserts) >= 3:
        raise BadCommand("busy", "three inserts wait already: what they interrupted comes first")
    state.inserts.append(item)
    return _ask(state, frame)


def _extend(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    """What is on lasts longer: a start that would end it moves, or else its own end."""
    seconds = command.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= 86_400:
        raise BadCommand("out_of_range", f"expected seconds, more than 0 and at most a day, found {seconds!r}")
    frames, fixed, on = book.clock.frames_in(seconds), book.next_fixed(state), state.on
    end = None if on is None else on.end_frame
    if fixed is not None and (end is None or book.frame_of(fixed, state) <= end):
        return _moved(book, state, fixed, frames)
    if on is None or end is None:
        raise BadCommand("out_of_range", "what is on has no end that could be later")
    state.on = replace(on, end_frame=end + frames, exact=True)
    return state


def _moved(book: Book, state: State, fixed: Start, frames: int) -> State:
    name, begins = book.named(fixed), book.frame_of(fixed, state)
    state.pins.pop(name, None)
    state.moved = {name: begins + frames - book.clock.frame_of(fixed.utc_s)}
    return state


def _hand_back(book: Book, state: State, command: Mapping[str, Any], frame: int) -> State:
    where = command.get("where", "clock")
    if where not in ("clock", "left"):
        raise BadCommand("bad_command", f"where: expected clock or left, found {where!r}")
    if state.takes:
        raise BadCommand("has_programme", "the rundown has the programme already")
    state.takes, state.rejoin = True, where if state.left is not None else "clock"
    state.seen = "" if state.on is None else state.on.occurrence
    return _ask(state, frame)


def _ask(state: State, frame: int, skips: bool | None = None, jump: str | None = None) -> State:
    state.asked_frame = frame
    if skips is not None or jump is not None:
        state.skips, state.jump = bool(skips), jump or ""
    return state


def _ending_no_earlier(on: Airing | None, frame: int) -> Airing | None:
    if on is None or on.end_frame is None or on.end_frame >= frame:
        return on
    return replace(on, end_frame=frame, exact=True)


def _known(book: Book, item: str, among: tuple[str, ...], what: str) -> None:
    if item and item not in among:
        raise BadCommand("unknown_item", f"{item!r} is not in {what} of {book.rundown.id}")


VERBS: dict[str, Callable[[Book, State, Mapping[str, Any], int], State]] = {
    "start": _start,
    "stop": _stop,
    "skip": _skip,
    "unskip": _unskip,
    "cancel_skip": _unskip,
    "jump": _jump,
    "hold": _hold,
    "insert": _insert,
    "break": _break,
    "extend": _extend,
    "hand_back": _hand_back,
}
