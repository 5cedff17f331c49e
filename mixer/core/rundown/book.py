"""A rundown on a clock, worked out once: lengths in frames, orders of rounds, starts in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mixer.core.rundown.agenda import Agenda, Start
from mixer.core.rundown.order import Orders
from mixer.core.rundown.state import Airing, State
from mixer.core.rundown.values import Item, Rundown, frames_lasting
from mixer.core.rundown.wall_clock import WallClock

COLLIDE_S = 1.0  # starts nearer to each other than this cannot both have their time
HOLD_S = 0.5  # so short a gap is filled with the last picture of what played


class Book:
    """What a walk looks up. It changes with the rundown and with the clock, never with the state.

    `chain` has the books of all that may follow each other, by the rundowns' ids; they share it.
    """

    def __init__(self, rundown: Rundown, clock: WallClock, chain: dict[str, Book] | None = None) -> None:
        self.chain = {} if chain is None else chain
        self.chain[rundown.id] = self
        self.rundown = rundown
        self.clock = clock
        self.rate = clock.rate
        self.agenda = Agenda(rundown)
        self._fixed = Agenda(rundown, ("fixed",))
        self.orders = Orders(rundown)
        self.hold_frames = clock.frames_in(HOLD_S)
        self.overlaps = {item.id: clock.frames_in(item.transition_ms / 1000) for item in rundown.items.values()}
        self._lasting = {item.id: self._frames(item, None) for item in rundown.items.values()}

    def timed_by(self, clock: WallClock) -> Book:
        """The same rundowns on a clock that was set, or that counts at another rate."""
        chain: dict[str, Book] = {}
        if clock.rate != self.rate:
            for book in self.chain.values():
                Book(book.rundown, clock, chain)
            return chain[self.rundown.id]
        for name, book in self.chain.items():
            chain[name] = object.__new__(Book)
            chain[name].__dict__.update(book.__dict__, clock=clock, chain=chain)
        return chain[self.rundown.id]

    @property
    def following(self) -> Book | None:
        """That of the rundown which follows at the end, if it is known and has something in it."""
        book = self.chain.get(self.rundown.next) if self.rundown.at_end == "next" else None
        return book if book is not None and book.rundown.order else None

    def of(self, rundown: str) -> Book:
        """That of a rundown which may follow; this one where that is not known."""
        return self.chain.get(rundown, self) if rundown else self

    def with_airing(self, airing: Airing) -> Book:
        """That of the rundown an airing is of, by its name."""
        return self.of(rundown_in(airing.occurrence))

    def lasting(self, ident: str, lengths: Mapping[str, float]) -> int | None:
        """How many frames an item lasts, by the length that was measured if there is one; None: till it is ended."""
        if ident in lengths:
            return self._frames(self.rundown.items[ident], lengths[ident])
        return self._lasting[ident]

    def _frames(self, item: Item, measured_s: float | None) -> int | None:
        seconds = item.lasting_s(measured_s)
        return None if seconds is None else frames_lasting(seconds, self.rate)

    def frame_of(self, start: Start, state: State) -> int:
        """The frame of a start: what was told to the engine stays, and an extension moves it."""
        name = self.named(start)
        pinned = state.pins.get(name)
        return self.clock.frame_of(start.utc_s) + state.moved.get(name, 0) if pinned is None else pinned

    def named(self, start: Start) -> str:
        """The occurrence that begins with a start: one item, one planned time."""
        return f"{self.rundown.id}.at{round(start.utc_s * 1000)}.{start.item}"

    def wins(self, starts: list[Start]) -> list[Start]:
        """Starts that collide, the one that wins first: by priority, then the upper in the order."""
        return sorted(starts, key=lambda start: (-self.rundown.items[start.item].priority, start.rank))

    def next_fixed(self, state: State) -> Start | None:
        """The next start that the order has to wait for."""
        return None if state.stopping else self._fixed.after(state.due_utc_s)

    def next_timed(self, state: State) -> Start | None:
        """The next start at a time, also of what gives back."""
        return None if state.stopping else self.agenda.after(state.due_utc_s)

    def another_round(self, round_: int) -> bool:
        return self.rundown.rounds == 0 or round_ < self.rundown.rounds


def rundown_in(occurrence: str) -> str:
    """The id of the rundown that an occurrence is of."""
    return occurrence.partition(".")[0]


def item_of(rundowns: Mapping[str, Rundown], airing: Mapping[str, Any]) -> Item | None:
    """The item of an airing as it is told, by its `occurrence` and `item`: two rundowns may have items of one name."""
    rundown = rundowns.get(rundown_in(str(airing["occurrence"])))
    return None if rundown is None else rundown.items.get(str(airing["item"]))
