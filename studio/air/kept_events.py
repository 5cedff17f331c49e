"""The numbered events of a show that are still at hand: so many, so large, so old at most. Pure: time comes in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EVENTS_MOST, SIZE_MOST = 20_000, 8 << 20  # characters
KEPT_S = 300.0


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event as it is sent; `time` in seconds since 1970."""

    n: int
    kind: str
    time: float
    text: str


class KeptEvents:
    """Numbers rise by one without a gap; the oldest go first."""

    def __init__(self, last: int = 0) -> None:
        self.last, self.size = last, 0
        self._events: deque[Numbered] = deque()

    @property
    def before(self) -> int:
        """The number before the oldest that is kept: who has heard that, or a later one, misses nothing."""
        return self.last - len(self._events)

    def covers(self, n: int) -> bool:
        """Whether everything after `n` is kept."""
        return self.before <= n <= self.last

    def add(self, event: Numbered) -> None:
        """The next one, or one that begins another count."""
        if event.n != self.last + 1:
            self._events.clear()
            self.size = 0
        self._events.append(event)
        self.last, self.size = event.n, self.size + len(event.text)
        while len(self._events) > EVENTS_MOST or self.size > SIZE_MOST or self._events[0].time < event.time - KEPT_S:
            self.size -= len(self._events.popleft().text)

    def put_before(self, events: Iterable[Numbered]) -> None:
        """Older ones, which were asked for; what does not lead up to those that are here is left aside."""
        for event in sorted(events, key=lambda one: -one.n):
            if event.n == self.before:
                self._events.appendleft(event)
                self.size += len(event.text)

    def next(self, n: int) -> Numbered | None:
        """The event after `n`, which must be covered; None where that is the last."""
        return self._events[n - self.last] if n < self.last else None

    def after(self, n: int, until: int, size_most: int) -> Iterator[Numbered]:
        """Those after `n` up to `until`, as many as fit, but one at least; nothing where they are not all kept."""
        size = 0
        while self.covers(n) and n < until and (event := self.next(n)) and (not size or size < size_most):
            yield event
            n, size = event.n, size + len(event.text)
