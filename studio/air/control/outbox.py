"""What waits for one reader: bounded, with the dispensable dropped first. Pure; the owner does the sending."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

Parcel = str | bytes
WORDS_MOST = 2 << 20  # characters of changes and answers; a reader that far behind is cut off
MEDIA_MOST = 1 << 20  # bytes of a monitor, about 5 s of it


def text_of(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


class Outbox:
    """Words (changes, events, answers) in order, the latest of each tile and meter, and monitors from a keyframe on.

    A slow reader loses pictures first. When even the words do not get through, `overrun` is True: close it.
    """

    def __init__(
        self, wake: Callable[[], None] = lambda: None, words_most: int = WORDS_MOST, media_most: int = MEDIA_MOST
    ) -> None:
        self.overrun = False
        self.wants: set[str] = set()  # of `tiles` and `meters`
        self._wake = wake  # called when there is something to send
        self._words: deque[str] = deque()
        self._words_size, self._words_most = 0, words_most
        self._latest: dict[Hashable, Parcel] = {}
        self._media: dict[str, MediaQueue] = {}
        self._media_most = media_most

    def say(self, text: str) -> None:
        """Queue a message that must arrive."""
        if self._words_size + len(text) > self._words_most:
            self.overrun = True
        if not self.overrun:
            self._words.append(text)
            self._words_size += len(text)
        self._wake()

    def show(self, slot: Hashable, parcel: Parcel) -> None:
        """Queue the newest of something; an older one that has not gone out is replaced."""
        self._latest[slot] = parcel
        self._wake()

    def begin(self, bus: str, session: str, init: bytes) -> None:
        """A monitor's session starts; what was queued of the one before is worthless."""
        self._queue(bus).begin(session, init)
        self._wake()

    def play(self, bus: str, key: bool, fragment: bytes) -> None:
        """Queue a fragment of a monitor, or drop up to the next keyframe."""
        self._queue(bus).add(key, fragment)
        self._wake()

    def forget(self, bus: str) -> None:
        """The reader no longer watches this monitor."""
        self._media.pop(bus, None)

    def drop_media(self) -> None:
        """Monitors lose what waits and resume at a keyframe. The latest of each tile stays: it may be the last."""
        for queue in self._media.values():
            queue.drop()

    def next(self, *, words_only: bool = False) -> Parcel | None:
        """What to send now, or None."""
        if self._words:
            text = self._words.popleft()
            self._words_size -= len(text)
            return text
        return None if words_only else self._next_picture()

    def _next_picture(self) -> Parcel | None:
        for queue in self._media.values():
            if queue:
                return queue.pop()
        if not self._latest:
            return None
        return self._latest.pop(next(iter(self._latest)))

    def __bool__(self) -> bool:
        return bool(self._words or self._latest or any(self._media.values()))

    @property
    def size(self) -> int:
        """Bytes waiting."""
        latest = sum(len(parcel) for parcel in self._latest.values())
        return self._words_size + latest + sum(queue.size for queue in self._media.values())

    def _queue(self, bus: str) -> MediaQueue:
        if bus not in self._media:
            self._media[bus] = MediaQueue(bus, self._media_most)
        return self._media[bus]


class MediaQueue:
    """A monitor's fragments on their way: none is ever sent whose keyframe was not."""

    def __init__(self, bus: str, most: int) -> None:
        self.bus, self.size = bus, 0
        self._most = most
        self._head: deque[Parcel] = deque()  # session and init: never lost
        self._fragments: deque[bytes] = deque()
        self._running = self._started = False
        self._lost = 0  # before the first that waits

    def begin(self, session: str, init: bytes) -> None:
        self._fragments.clear()
        self._head = deque([session, init])
        self.size = len(session) + len(init)
        self._running, self._started, self._lost = False, False, 0

    def add(self, key: bool, fragment: bytes) -> None:
        if self.size + len(fragment) > self._most:
            self.drop()
        if not key and not self._running:
            self._lost += self._started
            return
        self._running = self._started = True
        self._fragments.append(fragment)
        self.size += len(fragment)

    def drop(self) -> None:
        """Lose the fragments that wait, never the session they need."""
        self._lost += len(self._fragments)
        self.size -= sum(map(len, self._fragments))
        self._fragments.clear()
        self._running = False

    def pop(self) -> Parcel:
        if self._lost and not self._head:
            count, self._lost = self._lost, 0
            return lost(self.bus, count)
        parcel = self._head.popleft() if self._head else self._fragments.popleft()
        self.size -= len(parcel)
        return parcel

    def __bool__(self) -> bool:
        return bool(self._head or self._fragments)


def lost(bus: str, fragments: int) -> str:
    return f'{{"type":"monitor","bus":"{bus}","lost":{fragments}}}'
