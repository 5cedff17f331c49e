"""What consoles and programs are told of a carousel: its state in words, and warnings in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixer.core.rundown.book import Book
from mixer.core.rundown.carousel import Carousel
from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.walk import Walk
from mixer.core.rundown.wall_clock import utc_text

NEXT = 5
WARNED_S = (60, 30, 10)  # before a fixed time


def told(carousel: Carousel, heard: Mapping[str, Any] | None, frame: int) -> dict[str, Any] | None:
    """The part `rundown` of the show's state. None where none runs, and none has ended by itself."""
    book, state = carousel.book, carousel.state
    if not state.running and not state.ended:
        return None
    rundown = book.rundown
    return {
        "rundown": rundown.id,
        "name": rundown.name,
        "revision": rundown.revision,
        "state": _word(state),
        "has_programme": state.running and state.takes,
        "frame": frame,
        "now": _now(book, state),
        "next": _next(carousel, heard),
        "fixed": _fixed(book, state),
        "round": state.round,
        "rounds": rundown.rounds,
        "skipping": state.on.item if state.on and (state.skips or state.jump) else None,
        "trouble": _trouble(state),
        "breaks": rundown.breaks is not None,
        "then": rundown.next if rundown.at_end == "next" and not state.stopping else "",
    }


def _trouble(state: State) -> list[dict[str, Any]]:
    """What failed last, each item once."""
    failed = {_item_of(name): text for name, text in state.failed.items()}
    return [{"item": item, "text": text} for item, text in list(failed.items())[-NEXT:]]


def _word(state: State) -> str:
    if not state.running:
        return "ended" if state.ended else "stopped"
    if not state.takes:
        return "preempted"
    if state.held:
        return "held"
    return state.on.why if state.on is not None and state.on.why in ("empty", "ended") else "playing"


def _now(book: Book, state: State) -> dict[str, Any] | None:
    on = state.on
    if on is None:
        return None
    named = {"item": on.item, "name": _name(book, on.item), "occurrence": on.occurrence}
    return named | {"start_frame": on.start_frame, "end_frame": on.end_frame}


def _next(carousel: Carousel, heard: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    states = {each["occurrence"]: each["state"] for each in (heard or {}).get("next", ())}
    walk, coming = Walk(carousel.book, carousel.state.copy()), list[dict[str, Any]]()
    while len(coming) < NEXT and (airing := walk.step()) is not None:
        named = {"item": airing.item, "name": _name(walk.book, airing.item), "occurrence": airing.occurrence}
        lies = {"start_frame": airing.start_frame, "end_frame": airing.end_frame, "position_s": airing.position_s}
        coming.append(named | lies | {"state": states.get(airing.occurrence, "")})
    return coming


def _fixed(book: Book, state: State) -> dict[str, Any] | None:
    """What comes next at a time of its own, whether it stays or gives back."""
    start = book.next_timed(state)
    if start is None:
        return None
    frame = book.frame_of(start, state)
    return {"item": start.item, "name": _name(book, start.item), "start_frame": frame, "utc": utc_text(start.utc_s)}


def _name(book: Book, ident: str) -> str:
    item = book.rundown.items.get(ident)
    return item.name if item is not None else ""


def _item_of(occurrence: str) -> str:
    return occurrence.removesuffix(".backup").partition("~")[0].rsplit(".", 1)[-1]


class Watch:
    """Notices what listeners want to know in time: another next item, and a fixed time that comes near."""

    def __init__(self) -> None:
        self._next = ""
        self._warned: tuple[float, int] | None = None

    def next_changed(self, coming: tuple[Airing, ...], frame: int) -> list[dict[str, Any]]:
        name = coming[0].occurrence if coming else ""
        if name == self._next:
            return []
        self._next = name
        item = coming[0].item if coming else ""
        return [{"event": "next_changed", "item": item, "occurrence": name, "frame": frame}]

    def fixed_soon(self, book: Book, state: State, frame: int) -> list[dict[str, Any]]:
        """A warning 60, 30 and 10 s before a fixed time, each once."""
        start = book.next_fixed(state)
        if start is None or state.on is None:
            return []
        left = book.frame_of(start, state) - frame
        due = [seconds for seconds in WARNED_S if left <= book.clock.frames_in(seconds)]
        if not due or (start.utc_s, due[-1]) == self._warned:
            return []
        self._warned = (start.utc_s, due[-1])
        return [{"event": "fixed_soon", "item": start.item, "seconds": due[-1], "frame": frame + left}]

    def next_warning(self, book: Book, state: State, frame: int) -> int | None:
        """The frame on which there is something to warn of."""
        start = book.next_fixed(state)
        if start is None:
            return None
        begins = book.frame_of(start, state)
        due = [begins - book.clock.frames_in(seconds) for seconds in WARNED_S]
        return next((each for each in due if each > frame), None)
