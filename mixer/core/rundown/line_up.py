"""What the engine is told: what is on, what begins within ten seconds, and what plays when nothing else is ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mixer.core.rundown.book import Book
from mixer.core.rundown.carousel import Carousel
from mixer.core.rundown.probing import leading_to, probing
from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.values import Content
from mixer.core.rundown.walk import Walk

AHEAD_S = 10  # what begins within so many seconds is told, and opened
AT_MOST = 3  # beyond what is on: four readers in all
HELD_S = 7 * 86_400  # what is held lasts so long: until somebody lets it go


@dataclass(frozen=True, slots=True)
class LineUp:
    """A line-up, the frame from which on it may be another, and what it was made of."""

    command: dict[str, Any]
    good_until: int | None
    coming: tuple[Airing, ...] = ()


def line_up(carousel: Carousel, frame: int, before: Mapping[str, dict[str, Any]]) -> LineUp:
    """The line-up on a frame. What was told `before`, by occurrence, keeps its content and its position."""
    book, state = carousel.book, carousel.state
    if not state.running or not state.takes or state.on is None:
        return LineUp(_command(book, state, [], None), None)
    waits = state.on.start_frame > frame and state.on.occurrence == state.first  # it is started at a time to come
    fallback = None if state.held or waits else _fallback(book, state, state.on)  # what is on program stays
    limit = AT_MOST - (fallback is not None and bool(fallback["source"]))
    coming, good_until = _coming(carousel, frame, limit)
    lined_up, changes = _with_try(carousel, coming, frame, before, limit)
    good_until = min((each for each in (good_until, changes) if each is not None), default=None)
    told = [] if state.rejoin else [state.on]
    items: list[dict[str, Any]] = []
    for airing in (*told, *lined_up):
        content = _content(book.with_airing(airing), airing)
        if content is not None:
            follows = bool(items) and airing is not state.on and state.on.kind != "fallback"
            line = _line(book.with_airing(airing), state, airing, content, follows)
            items.append(_kept(line, before.get(airing.occurrence)))
    if waits:
        good_until = min(state.on.start_frame, good_until or state.on.start_frame)
    return LineUp(_command(book, state, items, fallback), good_until, tuple(coming))


def _command(book: Book, state: State, items: list[dict[str, Any]], fallback: dict[str, Any] | None) -> dict[str, Any]:
    takes = state.running and state.takes
    return {"verb": "line_up", "rundown": book.rundown.id, "takes": takes, "takeovers": state.takeovers,
            "items": items, "fallback": fallback}  # fmt: skip


def _coming(carousel: Carousel, frame: int, limit: int) -> tuple[list[Airing], int | None]:
    """What begins soon, and from which frame on there may be more of it."""
    ahead = carousel.book.clock.frames_in(AHEAD_S)
    if carousel.state.held:
        return _kept_ready(carousel), None
    walk, coming = Walk(carousel.book, carousel.state.copy()), list[Airing]()
    while len(coming) < limit:
        airing = walk.step()
        if airing is None:
            return coming or _after_what_has_no_end(carousel, frame + ahead), _overdue(coming, None)
        if coming and airing.start_frame <= frame:
            coming.pop()  # its time is over, and it has not begun
            airing = replace(airing, follows=False)
        if airing.start_frame > frame + ahead:
            return coming, _overdue(coming, airing.start_frame - ahead)
        coming.append(airing)
        carousel.offered[airing.occurrence] = walk.state.copy()
    return coming, _overdue(coming, None)


def _overdue(coming: list[Airing], good_until: int | None) -> int | None:
    """The frame on which it is too late for the first, if that has not begun by then."""
    ends = [coming[1].start_frame] if len(coming) > 1 else []
    return min([*ends, *([] if good_until is None else [good_until])], default=None)


def _with_try(
    carousel: Carousel, coming: list[Airing], frame: int, before: Mapping[str, dict[str, Any]], limit: int
) -> tuple[list[Airing], int | None]:
    """What comes, with what failed in its place between it; and the frame on which that may be another try.

    What comes behind it has its frame, because it begins then whether the try is on air or not.
    """
    book, state = carousel.book, carousel.state
    if state.held or state.rejoin:
        return coming, None
    following = next((each.start_frame for each in coming if each.kind not in ("filler", "standby")), None)
    again, changes = probing(book, state, frame, following)
    if again is None or (again.start_frame <= frame and again.occurrence not in before):
        return coming, changes
    carousel.offered[again.occurrence] = leading_to(book, state, again)
    sooner = [each for each in coming if each.start_frame <= again.start_frame]
    later = [
        replace(each, follows=False) for each in coming if each not in sooner and each.kind not in ("filler", "standby")
    ]
    return [*sooner, again, *later][:limit], changes


def _kept_ready(carousel: Carousel) -> list[Airing]:
    """While the carousel is held: what follows stays open, for a time that does not come."""
    walk = Walk(carousel.book, replace(carousel.state.copy(), held=False))
    airing = walk.step()
    if airing is None or airing.kind != "order" or not airing.follows:
        return []
    never = carousel.state.now_frame + carousel.book.clock.frames_in(HELD_S)
    return [replace(airing, start_frame=max(airing.start_frame, never), follows=False)]


def _after_what_has_no_end(carousel: Carousel, until: int) -> list[Airing]:
    """What follows something live, whose end nobody knows: it is ready all the time."""
    on = carousel.state.on
    item = None if on is None else carousel.book.rundown.items.get(on.item)
    if on is None or item is None or on.end_frame is not None or item.repeat == 0 or on.kind == "filler":
        return []
    walk = Walk(carousel.book, replace(carousel.state.copy(), on=replace(on, end_frame=until)))
    airing = walk.step()
    if airing is None or not airing.follows:
        return []
    carousel.offered[airing.occurrence] = walk.state.copy()
    return [airing]


def _content(book: Book, airing: Airing) -> Content | None:
    item = book.rundown.items.get(airing.item)
    return item.content if item is not None else book.rundown.standby if not airing.item else None


def _line(book: Book, state: State, airing: Airing, content: Content, follows: bool) -> dict[str, Any]:
    item = book.rundown.items.get(airing.item)
    begins = airing.why in ("follow", "fixed", "late", "insert", "operator") and airing.position_s == 0
    return {
        "occurrence": airing.occurrence,
        "item": airing.item,
        "show": content.show,
        "scene": content.scene,
        "source": content.source,
        "start_frame": None if follows and airing.follows else airing.start_frame,
        "frames": book.clock.frames_in(HELD_S) if state.held and airing is state.on else _frames(book, airing),
        "position_s": airing.position_s,
        "transition": _transition(book, airing) if begins else None,
        "follows_on": begins and airing.why == "follow" and item is not None and item.follows_on,
    }


def _frames(book: Book, airing: Airing) -> int | None:
    """How long it lasts; None where its source says so itself, or nothing does."""
    item = book.rundown.items.get(airing.item)
    decides = item is not None and item.natural and item.repeat == 1 and not airing.exact
    return None if decides or airing.end_frame is None else airing.end_frame - airing.start_frame


def _transition(book: Book, airing: Airing) -> dict[str, Any] | None:
    item = book.rundown.items.get(airing.item)
    if item is None or not item.transition_ms:
        return None
    return {"kind": "mix", **(item.transition or {}), "duration_ms": item.transition_ms}


def _kept(line: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """A line that was told keeps what its reader was opened for."""
    if before is None:
        return line
    return line | {name: before[name] for name in ("show", "scene", "source", "position_s")}


def _fallback(book: Book, state: State, on: Airing) -> dict[str, Any] | None:
    """What plays when nothing else is ready: the filler, unless one is on, or else the standby."""
    fillers = book.rundown.fillers
    ident = fillers[state.filler % len(fillers)] if fillers and on.kind not in ("filler", "fallback") else ""
    name = f"{book.rundown.id}.b{state.fills}.{ident}"
    if ident and name not in state.failed:
        content, position_s = book.rundown.items[ident].content, book.clock.seconds_in(state.filler_frames)
    elif book.rundown.standby is not None and on.kind != "standby":
        ident, content, position_s = "", book.rundown.standby, 0.0
        name = f"{book.rundown.id}.b{state.fills}."
    else:
        return None
    return {"occurrence": name, "item": ident, "show": content.show, "scene": content.scene, "source": content.source,
            "start_frame": None, "frames": None, "position_s": position_s, "transition": None,
            "follows_on": False}  # fmt: skip
