"""The engine's bitmaps: asks the artist for what will be needed and keeps what it drew."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections import OrderedDict
from dataclasses import asdict
from typing import Any

from mixer.core.compose import Bitmap
from mixer.core.geometry import Box
from mixer.core.picture import Picture, blank, yuv
from mixer.errors import ChannelClosed
from mixer.feed.nursery import Nursery
from mixer.overlays.bitmap import bitmap_from, picture_from
from mixer.protocol.showfile import Overlay
from mixer.protocol.wire import Channel, Message

SLATE_COLOR = yuv("#1b2027")
KEPT = 96  # drawings; a clock needs two a size, a slate one a cell
Size = tuple[int, int]


class Gallery:
    """Drawings by what was asked for. A drawing that is not there yet is asked for, once, and does without."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._channel: Channel | None = None
        self._births = 0
        self._retry_at = 0.0
        self._drawn: OrderedDict[str, Bitmap | Picture | None] = OrderedDict()
        self._asked: set[str] = set()
        self._refused = False  # something could not be asked for, because there was no artist
        self._latest: dict[tuple[str, Size], Bitmap] = {}

    @property
    def waiting(self) -> bool:
        """Whether something asked for is still being drawn."""
        return bool(self._asked) or self._refused

    def bitmap(self, overlay: Overlay, fields: dict[str, str], canvas: Size) -> Bitmap | None:
        """The overlay as a bitmap; until it is drawn, the last one it had at this size."""
        key = json.dumps([overlay.id, hash(overlay_key(overlay)), fields, canvas])
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
        key = json.dumps(["slate", name, box.w, box.h])
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
            for message in self._channel.receive():
                self._take_in(message)
            self._channel.flush()
        except ChannelClosed:
            self._channel = None
            self._asked.clear()

    def close(self) -> None:
        if self._channel:
            self._channel.close()

    def _begin(self) -> None:
        if time.monotonic() < self._retry_at:
            return
        self._retry_at = time.monotonic() + 1.0
        ours, theirs = Channel.pair()
        if self._nursery.fork("artist", "artist", {}, [theirs.fileno()]):
            self._channel, self._births = ours, self._nursery.births
            self._asked.clear()
        theirs.close()

    def _ask(self, key: str, request: dict[str, Any], path: str) -> None:
        if self._channel is None:
            self._refused = True
        if self._channel is None or key in self._asked:
            return
        self._asked.add(key)
        fds = []
        if path:
            with contextlib.suppress(OSError):
                fds.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        try:
            self._channel.send(b"J", json.dumps({"key": key} | request).encode(), fds)
        except ChannelClosed:
            self._channel = None
        for fd in fds:
            os.close(fd)

    def _take_in(self, message: Message) -> None:
        reply = message.json()
        key = reply["key"]
        self._asked.discard(key)
        self._drawn[key] = None if "error" in reply else self._opened(reply, message.fds)
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)

    @staticmethod
    def _opened(reply: dict[str, Any], fds: tuple[int, ...]) -> Bitmap | Picture | None:
        try:
            if "box" in reply:
                return bitmap_from(fds[0], Box(*reply["box"]))
            return picture_from(fds[0], reply["width"], reply["height"])
        except (ValueError, IndexError):
            return None
        finally:
            for fd in fds:
                os.close(fd)


def overlay_key(overlay: Overlay) -> str:
    """What a drawing depends on besides its live fields."""
    return json.dumps([asdict(overlay.content), asdict(overlay.rect)], sort_keys=True)
