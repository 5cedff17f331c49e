"""What every client of the control socket is told: one snapshot, then numbered changes."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import Any

from studio.air.control.frames import Frames
from studio.air.control.outbox import Outbox
from studio.air.control.outbox import text_of as text_of
from studio.air.control.tiles import Tiles
from studio.air.parts import DETAILS, EVENTS_KEPT, LINES_KEPT, nothing, whole
from studio.air.runmixer.events import Event
from studio.air.runmixer.teller import Teller


class ShowState:
    """The state of a show on air, and the readers who are told when it changes."""

    def __init__(self) -> None:
        self.readers: list[Outbox] = []
        self._tiles = Tiles()
        self.n = 0
        self.frames = Frames()
        self.status: dict[str, Any] | None = None
        self.events: deque[dict[str, Any]] = deque(maxlen=EVENTS_KEPT)
        self.details: dict[str, Any] = {name: value for name, value in nothing().items() if name in DETAILS}
        self.captions_status: dict[str, Any] | None = None
        self.machine_status: dict[str, Any] | None = None
        self.lines: OrderedDict[str, dict[str, Any]] = OrderedDict()  # the transcript's newest, by id
        self.teller = Teller(self._parts, self._frame)

    def __getitem__(self, detail: str) -> Any:
        return self.details[detail]

    def snapshot(self) -> dict[str, Any]:
        known = whole({**self._parts(), "caption_lines": list(self.lines.values())})
        return {"type": "snapshot", "n": self.n, "frame": self._frame(), **known}

    def _parts(self) -> dict[str, Any]:
        told = {
            "status": self.status, "events": list(self.events), "captions": self.captions_status,
            "machine": self.machine_status,
        }  # fmt: skip
        return {**self.details, **told}

    def _frame(self) -> int | None:
        return self.frames.at(time.monotonic()) if self.status else None

    def join(self, reader: Outbox) -> None:
        reader.say(text_of(self.snapshot()))
        self.readers.append(reader)

    def leave(self, reader: Outbox) -> None:
        if reader in self.readers:
            self.readers.remove(reader)
            self.teller.leave(reader)
            self._tiles.tend(self.readers)

    def change(self, **parts: Any) -> None:
        """Set details; what is as it was is not told again."""
        fresh = {name: value for name, value in parts.items() if self.details[name] != value}
        if fresh:
            self.n += 1
            self.details |= fresh
            self.frames.play(self.details["show"])
            self._see((fresh.get("desk") or {}).get("frame"))
            if "show" in fresh:
                self._tiles.keep_only(fresh["show"] or {})
            self.say({"type": "change", "n": self.n, **fresh})
            self.teller.look(fresh)

    def report(self, status: dict[str, Any] | None) -> None:
        self.status = status
        if status is not None:
            self._see(status.get("frame"))
            text = text_of({"type": "status", **status})
            for reader in self.readers:
                reader.show("status", text)
        self.teller.look(("status",))

    def _see(self, frame: object) -> None:
        self.frames.saw(frame, time.monotonic())

    def meters(self, meters: dict[str, Any]) -> None:
        text = text_of({"type": "meters", **meters})
        for reader in self.readers:
            if "meters" in reader.wants:
                reader.show("meters", text)

    def captions(self, status: dict[str, Any] | None) -> None:
        """How captions are doing; None when there are none."""
        self.captions_status = status
        text = text_of({"type": "captions", "captions": status})
        for reader in self.readers:
            reader.show("captions", text)
        self.teller.look(("captions",))

    def machine(self, status: dict[str, Any]) -> None:
        """How the machine and the ways out are doing."""
        self.machine_status = status
        text = text_of({"type": "machine", "machine": status})
        for reader in self.readers:
            reader.show("machine", text)

    def line(self, line: dict[str, Any]) -> bool:
        """A line of the transcript; False when it is known like this."""
        if self.lines.get(line["id"]) == line:
            return False
        self.lines[line["id"]] = line
        while len(self.lines) > LINES_KEPT:
            self.lines.popitem(last=False)
        self.say({"type": "caption_line", "line": line})
        self.teller.say("captions", {"line": line})
        return True

    def partial(self, partial: dict[str, Any]) -> None:
        """What is being heard, not committed yet."""
        text = text_of({"type": "caption_partial", "partial": partial})
        for reader in self.readers:
            reader.show("caption_partial", text)

    def tile(self, source: bytes, tile: bytes) -> None:
        """`tile` is the whole message, which starts with `T`."""
        self._tiles.show(source, tile, self.readers)

    @property
    def last_tiles(self) -> dict[str, bytes]:
        """The last JPEG of each source that was looked at, by its id."""
        return {name.decode(): tile[2 + len(name) :] for name, tile in self._tiles.last.items()}

    def look(self, reader: Outbox, wants: set[str]) -> None:
        """A reader looks at these (`tiles`, `meters`) from now on."""
        self._tiles.look(reader, wants, self.readers)

    def happened(self, event: Event) -> None:
        told = event.to_json()
        kept = {name: part for name, part in told.items() if name != "type"}
        self.events.append(kept)
        self.say(told)
        self.teller.say("log", {"event": kept})

    def say(self, value: dict[str, Any]) -> None:
        text = text_of(value)
        for reader in self.readers:
            reader.say(text)
