"""A session as it was logged on air: a line of JSON with all there was to begin with, then a line for each thing."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from mixer.core.clock import Timeline
from mixer.core.desk import Desk
from mixer.core.stored import resumed
from mixer.errors import BadShow
from mixer.protocol.commands import LOG_VERSION, SetLineUp
from mixer.protocol.parse import read_command, read_desk, read_parts, read_show
from mixer.protocol.showfile import Show


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What is in a file of the log; `entries` by frame, those of a frame in their order."""

    header: dict[str, Any]
    entries: dict[int, list[dict[str, Any]]]

    @property
    def first(self) -> int:
        return int(self.header["frame"])

    @property
    def last(self) -> int:
        """The last frame of which anything is known."""
        return max([self.first, *self.entries])

    @property
    def timeline(self) -> Timeline:
        header = self.header
        return Timeline(Fraction(header["rate"]), int(header["anchor_ns"]), int(header["anchor_frame"]))

    def show(self) -> Show:
        """Raises BadShow."""
        return read_show(json.dumps(self.header["show"]))

    def desk(self, show: Show) -> Desk:
        """The desk before the first frame. Raises BadShow."""
        parts = read_parts(self.header["pinned"])
        return resumed(read_desk(self.header["desk"]), int(self.header["revision"]), parts, show, self._line_up())

    def _line_up(self) -> SetLineUp | None:
        """What a rundown had lined up before the first frame."""
        said = self.header.get("line_up")
        line_up = read_command(said) if said else None
        return line_up if isinstance(line_up, SetLineUp) else None

    def sums(self) -> list[dict[str, Any]]:
        """The entries that say what the programme looked like, oldest first."""
        return [entry for frame in sorted(self.entries) for entry in self.entries[frame] if "sum" in entry]


def read_log(path: Path) -> SessionLog:
    """Raises BadShow for what is no log. A last line that was cut off by a crash or a full disk is left out."""
    first, *lines = path.read_bytes().decode(errors="replace").split("\n")
    header = read_line(first)
    if header is None or header.get("log") != LOG_VERSION:
        raise BadShow(f"{path.name}: expected a command log of version {LOG_VERSION} in its first line")
    entries: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if (entry := read_line(line)) is not None:
            entries[int(entry["frame"])].append(entry)
    return SessionLog(header, dict(entries))


def read_line(line: str) -> dict[str, Any] | None:
    """An entry, or None for a line that is none."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("frame"), int) else None
