"""What failed is tried again in its slot, and rejoins it where it would be by then. All follows from the frame."""

from __future__ import annotations

from dataclasses import replace

from mixer.core.rundown.book import Book
from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.walk import Walk

EVERY_S = 5
LEFT_S = 5  # of the slot: for less it is not worth a join
LEAD_S = range(1, 5)  # from opening to joining: what opens slowly is given more time with each try
LATE_S = 1  # what is not ready on its frame is waited for so long


def probing(book: Book, state: State, frame: int, following: int | None) -> tuple[Airing | None, int | None]:
    """The try that is under way on a frame, as it would rejoin its slot, and the frame on which that may change.

    `following` is where something else than a filler begins.
    """
    probe, on = state.probe, state.on
    if probe is None or probe.since_frame is None or on is None or on.kind not in ("filler", "standby"):
        return None, None
    frames_in, slot_end = book.clock.frames_in, probe.airing.end_frame
    number = max(0, frame - probe.since_frame) // frames_in(EVERY_S)
    begun = probe.since_frame + number * frames_in(EVERY_S)
    join = begun + frames_in(LEAD_S[min(number, len(LEAD_S) - 1)])
    ends = [each for each in (slot_end, following) if each is not None]
    if not ends or min(ends) - join <= frames_in(LEFT_S):
        return None, None
    again = begun + frames_in(EVERY_S)
    over = join + frames_in(LATE_S)
    if frame >= over:
        return None, again
    airing = rejoined(book, state, probe.airing, join)
    return (None, again) if airing.occurrence in state.failed else (airing, min(over, again))


def rejoined(book: Book, state: State, failed: Airing, frame: int) -> Airing:
    """An airing that failed, from a frame on as if it had run since it began."""
    airing = Walk(book, state).joined(failed, frame)
    return replace(airing, occurrence=f"{failed.occurrence.partition('~')[0]}{MARK}{frame}")


def leading_to(book: Book, state: State, airing: Airing) -> State:
    """The state when a try is on air: the item has its slot again."""
    walk = Walk(book, state.copy())
    walk.state.fill_until = walk.state.probe = None
    walk.begin(airing)
    return walk.state


MARK = "~p"  # in the name of a try, before its frame


def is_try(occurrence: str) -> bool:
    return MARK in occurrence
