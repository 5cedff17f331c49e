"""The engine's bitmaps: asks the artist for what will be needed and keeps what it drew."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

from mixer.core.compose import Bitmap
from mixer.core.geometry import Box
from mixer.core.picture import Picture, blank, yuv
from mixer.errors import ChannelClosed
from mixer.feed.messages import RUBBISH
from mixer.feed.nursery import Nursery
from mixer.overlays.bitmap import bitmap_from, picture_from
from mixer.protocol.showfile import Overlay
from mixer.protocol.wire import Channel, Message, close_all

SLATE_COLOR = yuv("#1b2027")
KEPT = 96  # drawings; a clock needs two a size, a slate one a cell
DATAGRAMS = 128  # read of the artist in a frame
LONGEST = 1 << 16  # bytes of one answer
FATAL = 2  # a drawing that the artist died of so often is not asked for again
ARTIST = "artist"
Size = tuple[int, int]
Key = tuple[Hashable, ...]
"""Everything that a drawing depends on."""


class Gallery:
    """Drawings by what was asked for. A drawing that is not there yet is asked for, once, and does without."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._channel: Channel | None = None
        self._births = 0
        self._retry_at = 0.0
        self._drawn: OrderedDict[Key, Bitmap | Picture | None] = OrderedDict()
        self._asked: dict[Key, int] = {}  # what is being drawn, and its number
        self._deaths: Counter[Key] = Counter()  # what was being drawn when an artist died
        self._count = 0
        self._refused = False  # something could not be asked for, because there was no artist
        self._latest: dict[tuple[str, Size], Bitmap] = {}

    @property
    def waiting(self) -> bool:
        """Whether something asked for is still being drawn."""
        return bool(self._asked) or self._refused

    def bitmap(self, overlay: Overlay, fields: dict[str, str], canvas: Size) -> Bitmap | None:
        """The overlay as a bitmap; until it is drawn, the last one it had at this size."""
        key = (overlay.id, overlay.content, overlay.rect, *fields.items(), canvas)
        drawn = self._drawn.get(key)
        if isinstance(drawn, Bitmap):
            self._drawn.move_to_end(key)
            self._latest[overlay.id, canvas] = drawn
            return drawn
        if key not in self._drawn:
            self._ask(
                key,
                {"overlay": asdict(overlay), "fields": fields, "canvas": canvas},
                getattr(overlay.content, "path", ""),
            )
        return self._latest.get((overlay.id, canvas))

    def slate(self, name: str, box: Box) -> Picture:
        """What stands in for a source, in the size of its cell."""
        key = ("slate", name, box.w, box.h)
        drawn = self._drawn.get(key)
        if isinstance(drawn, Picture):
            self._drawn.move_to_end(key)
            return drawn
        if key not in self._drawn:
            self._ask(key, {"slate": name, "width": box.w, "height": box.h}, "")
        return blank(box.w, box.h, SLATE_COLOR)

    def poll(self) -> None:
        """Take in what has been drawn; an artist that died is replaced."""
        if self._channel is None or self._births != self._nursery.births:
            self._begin()
        if self._channel is None:
            return
        self._refused = False
        try:
            self._take_in_all(self._channel.receive(DATAGRAMS))
            self._channel.flush()
        except ChannelClosed:
            self._lost()
        except RUBBISH as error:
            print(f"the artist sent rubbish: {error}"[:300], file=sys.stderr, flush=True)
            self._lost()

    def _lost(self) -> None:
        """The artist is gone. It draws in the order it is asked: what comes first is what it died of."""
        self._nursery.kill(ARTIST)
        if self._channel:
            self._channel.close()
        self._channel = None
        for key in list(self._asked)[:1]:
            self._deaths[key] += 1
            if self._deaths[key] >= FATAL:
                self._drawn[key] = None
        self._asked.clear()

    def close(self) -> None:
        if self._channel:
            self._channel.close()

    def _begin(self) -> None:
        if time.monotonic() < self._retry_at:
            return
        self._retry_at = time.monotonic() + 1.0
        ours, theirs = Channel.pair()
        ours.longest = LONGEST
        if self._nursery.fork(ARTIST, "artist", {}, [theirs.fileno()]):
            self._channel, self._births = ours, self._nursery.births
            self._asked.clear()
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
        self._drawn[key] = None if "error" in reply else opened(key, reply, message.fds)
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)


def opened(key: Key, reply: dict[str, Any], fds: tuple[int, ...]) -> Bitmap | Picture | None:
    """What was drawn, if it is what was asked for."""
    try:
        if key[0] != "slate":
            return bitmap_from(fds[0], Box(*reply["box"]))
        if [reply["width"], reply["height"]] != list(key[2:]):
            return None
        return picture_from(fds[0], reply["width"], reply["height"])
    except (ValueError, IndexError):
        return None
