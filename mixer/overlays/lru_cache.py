"""What was made with effort, kept as long as it is needed and there is room."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

ROOM = 256 << 20  # bytes: some ten full-screen graphics at 1080p, hundreds of ordinary ones
PLACES = 512
IN_USE_S = 2.0  # what was taken so lately is on air: it stays even where there is no room
FORGOTTEN_S = 600.0


class LruCache(Generic[K, V]):
    """Things by key. `tidy` drops, longest unused first, what has no room and what nobody asked for in minutes."""

    def __init__(self, weight: Callable[[V], int], room: int = ROOM, now: Callable[[], float] = time.monotonic) -> None:
        self.bytes = 0
        self._weight, self._room, self._now = weight, room, now
        self._things: OrderedDict[K, tuple[V, float]] = OrderedDict()  # with when each was last used

    def __contains__(self, key: K) -> bool:
        return key in self._things

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: K) -> V | None:
        """The thing, which counts as used."""
        if key not in self._things:
            return None
        thing, _ = self._things[key]
        self._things[key] = thing, self._now()
        self._things.move_to_end(key)
        return thing

    def put(self, key: K, thing: V) -> None:
        self._drop(key)
        self._things[key] = thing, self._now()
        self.bytes += self._weight(thing)

    def tidy(self) -> None:
        now = self._now()
        while self._things:
            key, (_, used) = next(iter(self._things.items()))
            full = self.bytes > self._room or len(self._things) > PLACES
            if now - used < (IN_USE_S if full else FORGOTTEN_S):
                return
            self._drop(key)

    def _drop(self, key: K) -> None:
        if key in self._things:
            self.bytes -= self._weight(self._things.pop(key)[0])
