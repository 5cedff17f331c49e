"""The engine's bitmaps: asks the artist for what will be needed and keeps what it drew."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import asdict
from typing import Any

from mixer.core.compose import Bitmap, Scroll
from mixer.core.geometry import Box
from mixer.core.picture import Picture, blank, yuv
from mixer.errors import ChannelClosed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import RUBBISH
from mixer.feed.waiting import Patience
from mixer.overlays.bitmap import bitmap_from, picture_from
from mixer.overlays.lru_cache import LruCache
from mixer.process import log
from mixer.protocol.shared import mapped
from mixer.protocol.showfile import Overlay
from mixer.protocol.slate import Slate
from mixer.protocol.wire import Channel, Message, close_all

HUNG_S = 10.0  # one drawing takes a second at most, of which the machine may be short
DATAGRAMS = 128  # read of the artist in a frame
LONGEST = 1 << 16  # bytes of one answer
FATAL = 2  # a drawing that the artist died of so often is not asked for again
ARTIST = "artist"
SMALL = "small"  # so begin the keys of small pictures
SMALL_ROOM, SMALL_MOST = 8 << 20, 1 << 20  # bytes of all of them, and of one
Size = tuple[int, int]
Drawing = Bitmap | Picture | bytes | None  # None: it could not be drawn
Key = tuple[Hashable, ...]
"""Everything that a drawing depends on."""


class OverlayCache:
    """Drawings by what was asked for. A drawing that is not there yet is asked for, once, and does without."""

    def __init__(self, forkserver: Forkserver, now: Callable[[], float] = time.monotonic) -> None:
        self._forkserver, self._now = forkserver, now
        self._channel: Channel | None = None
        self._births = 0
        self._retry_at = 0.0
        self._drawn: LruCache[Key, Drawing] = LruCache(weight, now=now)
        self._small: LruCache[Key, Drawing] = LruCache(weight, SMALL_ROOM, now)
        self._asked: dict[Key, int] = {}  # what is being drawn, and its number
        self._deaths: Counter[Key] = Counter()  # what was being drawn when an artist died
        self._count = 0
        self._refused = False  # something could not be asked for, because there was no artist
        self._latest: LruCache[tuple[str, Size], Key] = LruCache(lambda key: 0, now=now)
        self._patience = Patience(now)

    @property
    def waiting(self) -> bool:
        """Whether something asked for is still being drawn; small pictures nobody waits for."""
        return self._refused or any(key[0] != SMALL for key in self._asked)

    def bitmap(self, overlay: Overlay, fields: dict[str, str], canvas: Size) -> Bitmap | None:
        """The overlay as a bitmap; until it is drawn, the last one it had at this size."""
        key = key_of(overlay, fields, canvas)
        drawn = self._drawn.get(key)
        if isinstance(drawn, Bitmap):
            self._latest.put((overlay.id, canvas), key)
            return drawn
        if key not in self._drawn:
            self._ask(
                key,
                {"overlay": asdict(overlay), "fields": fields, "canvas": canvas},
                getattr(overlay.content, "path", ""),
            )
        latest = self._latest.get((overlay.id, canvas))
        before = self._drawn.get(latest) if latest else None
        return before if isinstance(before, Bitmap) else None

    def has(self, overlay: Overlay, fields: dict[str, str], canvas: Size) -> bool:
        """Whether it is drawn, or cannot be: `bitmap` then gives no older one for want of it."""
        return key_of(overlay, fields, canvas) in self._drawn

    def small(self, overlay: Overlay, fields: dict[str, str], canvas: Size) -> bytes | None:
        """The overlay on such a canvas as a small picture file with alpha; None until it is drawn.

        What the programme waits for comes first: then none is asked for.
        """
        key = (SMALL, *key_of(overlay, fields, canvas))
        drawn = self._small.get(key)
        if key not in self._small and not self._asked and self._channel is not None:
            request = {"overlay": asdict(overlay), "fields": fields, "canvas": canvas, "small": True}
            self._ask(key, request, getattr(overlay.content, "path", ""))
        return drawn if isinstance(drawn, bytes) else None

    def slate(self, slate: Slate, box: Box) -> Picture:
        """What stands in for a source, in the size of its cell; until it is drawn, its colour."""
        key = ("slate", slate, box.w, box.h)
        drawn = self._drawn.get(key)
        if isinstance(drawn, Picture):
            return drawn
        if key not in self._drawn:
            self._ask(key, {"slate": asdict(slate), "width": box.w, "height": box.h}, slate.path)
        return blank(box.w, box.h, yuv(slate.color))

    def poll(self) -> None:
        """Take in what has been drawn; an artist that died, or hangs, is replaced."""
        self._drawn.tidy()
        self._small.tidy()
        self._latest.tidy()
        if self._channel is None or self._births != self._forkserver.births:
            self._begin()
        if self._channel is None:
            return
        self._refused = False
        try:
            self._take_in_all(self._channel.receive(DATAGRAMS))
            self._channel.flush()
            if self._patience.waited_s(next(iter(self._asked.values()), None)) > HUNG_S:
                log.note("the artist has stopped answering")
                self._lost()
        except ChannelClosed:
            self._lost()
        except RUBBISH as error:
            log.note(f"the artist sent rubbish: {error}"[:300])
            self._lost()

    def _lost(self) -> None:
        """The artist is gone. It draws in the order it is asked: what comes first is what it died of."""
        self._forkserver.kill(ARTIST)
        if self._channel:
            self._channel.close()
        self._channel = None
        for key in list(self._asked)[:1]:
            self._deaths[key] += 1
            if self._deaths[key] >= FATAL:
                self._shelf(key).put(key, None)
                del self._deaths[key]
        self._asked.clear()

    def close(self) -> None:
        if self._channel:
            self._channel.close()

    def _begin(self) -> None:
        if self._now() < self._retry_at:
            return
        self._retry_at = self._now() + 1.0
        ours, theirs = Channel.pair()
        ours.longest = LONGEST
        if self._forkserver.fork(ARTIST, "artist", {}, [theirs.fileno()]):
            self._channel, self._births = ours, self._forkserver.births
            self._asked.clear()
        else:
            ours.close()
        theirs.close()

    def _ask(self, key: Key, request: dict[str, Any], path: str) -> None:
        if self._channel is None:
            self._refused = True
        if self._channel is None or key in self._asked:
            return
        self._count += 1
        self._asked[key] = self._count
        fds = []
        if path:
            with contextlib.suppress(OSError):
                fds.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
        try:
            self._channel.send(b"J", json.dumps({"key": self._count} | request).encode(), fds)
        except ChannelClosed:
            self._channel = None
        for fd in fds:
            os.close(fd)

    def _take_in_all(self, messages: list[Message]) -> None:
        """Raises what RUBBISH names; the descriptors are closed whatever they bring."""
        try:
            for message in messages:
                self._take_in(message)
        finally:
            for message in messages:
                close_all(message.fds)

    def _take_in(self, message: Message) -> None:
        reply = message.json()
        key = next((key for key, number in self._asked.items() if number == reply["key"]), None)
        if key is None:
            return
        del self._asked[key]
        self._deaths.pop(key, None)
        self._shelf(key).put(key, None if "error" in reply else opened(key, reply, message.fds))

    def _shelf(self, key: Key) -> LruCache[Key, Drawing]:
        return self._small if key[0] == SMALL else self._drawn


def key_of(overlay: Overlay, fields: dict[str, str], canvas: Size) -> Key:
    return (overlay.id, overlay.content, overlay.rect, *fields.items(), canvas)


def weight(drawing: Drawing) -> int:
    """Bytes that a drawing takes."""
    if isinstance(drawing, Bitmap):
        return sum(plane.nbytes for plane in (*drawing.keep, *drawing.add))
    if isinstance(drawing, bytes):
        return len(drawing)
    return sum(plane.nbytes for plane in drawing.planes) if drawing else 0


def opened(key: Key, reply: dict[str, Any], fds: tuple[int, ...]) -> Drawing:
    """What was drawn, if it is what was asked for."""
    try:
        if key[0] == SMALL:
            with mapped(fds[0], min(int(reply["bytes"]), SMALL_MOST)) as file:
                return bytes(file)
        if key[0] != "slate":
            scroll = Scroll(*reply["scroll"]) if "scroll" in reply else None
            return bitmap_from(fds[0], Box(*reply["box"]), scroll)
        if [reply["width"], reply["height"]] != list(key[2:]):
            return None
        return picture_from(fds[0], reply["width"], reply["height"])
    except (ValueError, IndexError, TypeError):
        return None
