"""What has to be known of a session to play it again: told to whoever writes it down (see docs/decisions)."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.picture import Picture
from mixer.feed.feed import Feed
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Show


class CommandLog:
    """Gathers what happens in a frame, in its order, as long as somebody `listens`. Nothing of it is kept here."""

    def __init__(self) -> None:
        self.listens = False
        self._entries: list[dict[str, Any]] = []

    def command(self, frame: int, command: dict[str, Any]) -> None:
        """A command was applied, as it came."""
        self._add({"frame": frame, "command": command})

    def begun(self, frame: int) -> None:
        """The start picture gave way to the first scene."""
        self._add({"frame": frame, "begun": True})

    def sources(self, frame: int, feeds: Iterable[Feed]) -> None:
        """These began to be read."""
        for feed in feeds:
            self._add({"frame": frame, "source": source_of(feed)})

    def run(self, frame: int, said: dict[str, Any]) -> None:
        """The reader of a source that has a transport said so."""
        self._add({"frame": frame, "run": said})

    def deck(self, frame: int, said: dict[str, Any]) -> None:
        """The reader of a source that has pages said so."""
        self._add({"frame": frame, "deck": said})

    def picture(self, frame: int, picture: Picture, fresh: bool, doubts: Sequence[str], timeline: Timeline) -> None:
        """Once a second of the programme, what it looks like, without captions, and what may not look so again."""
        if not self.sums(frame, timeline):
            return
        if fresh:
            told = sorted(set(doubts))
            self._add({"frame": frame, "sum": checksum(picture)} | ({"doubts": told} if told else {}))
        else:
            self._add({"frame": frame, "sum": "", "doubts": ["the frame was late or left out"]})

    def sums(self, frame: int, timeline: Timeline) -> bool:
        """Whether a frame's picture is summed up, which is dear."""
        return self.listens and not frame % max(1, round(timeline.rate))

    def drained(self) -> list[dict[str, Any]]:
        """What was gathered since the last time."""
        entries, self._entries = self._entries, []
        return entries

    def _add(self, entry: dict[str, Any]) -> None:
        if self.listens:
            self._entries.append(entry)


def checksum(picture: Picture) -> str:
    """CRC-32 of the planes, one after the other, in eight digits: about a millisecond for 1080p."""
    crc = 0
    for plane in picture.planes:
        crc = zlib.crc32(plane.data, crc)
    return f"{crc:08x}"


def session(
    show: Show, desk: Desk, pinned: list[dict[str, Any]], timeline: Timeline, offset_s: float, feeds: Iterable[Feed]
) -> dict[str, Any]:
    """All there is to begin with, before the frame after the desk's; `offset_s`: wall clock less the timeline's."""
    return {
        "frame": desk.frame + 1, "time": time.time(), "rate": str(timeline.rate),
        "anchor_ns": timeline.anchor_ns, "anchor_frame": timeline.anchor_frame, "offset_s": offset_s,
        "revision": desk.revision, "show": to_json(show), "desk": desk.to_json(), "pinned": pinned,
        "sources": [source_of(feed) for feed in feeds if feed.began],
        "line_up": to_json(line_up) if (line_up := desk.rundown.command()) else None,
    }  # fmt: skip


def source_of(feed: Feed) -> dict[str, Any]:
    began = feed.began
    return {"id": feed.source.id, "mark": feed.mark, "began_ns": began.ns if began else 0}
