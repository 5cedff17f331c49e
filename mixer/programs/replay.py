"""A logged session played again: the same commands on the same frames, and files where they stood then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mixer.core.clock import SECOND_NS
from mixer.engine.engine import Engine
from mixer.engine.ticks import Tick
from mixer.errors import BadCommand
from mixer.feed.pace import Again
from mixer.feed.replayed import ReplayedFeed
from mixer.programs.session_log import SessionLog
from mixer.protocol.commands import BY_ITSELF, ON_AIR
from mixer.protocol.parse import read_command

EARLIER_NS = (
    SECOND_NS  # sources are read from so long before they are looked at: stills are announced five times a second
)
OBEYED = {*ON_AIR, *BY_ITSELF}


@dataclass
class Comparison:
    """What was seen on air against what is seen now, by frame; `left_out` says why a frame was not compared."""

    alike: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    left_out: dict[int, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # commands that had been applied on air

    def to_json(self) -> dict[str, Any]:
        return {
            "alike": self.alike, "different": self.different,
            "left_out": {str(frame): why for frame, why in self.left_out.items()}, "refused": self.refused,
        }  # fmt: skip

    @property
    def whole(self) -> bool:
        return not (self.different or self.refused)

    def __str__(self) -> str:
        why = Counter(reason for reasons in self.left_out.values() for reason in reasons)
        told = [f"{len(self.alike)} checksums match, {len(self.different)} do not, {len(self.left_out)} were left out"]
        told += [f"  left out: {reason} ({count})" for reason, count in why.most_common()]
        told += [f"  frame {frame} looks different" for frame in self.different[:20]]
        return "\n".join(told + [f"  refused: {text}" for text in self.refused[:20]])


class Replay:
    """Plays a log, frame by frame, as fast as it goes."""

    def __init__(self, log: SessionLog, file: int | None = None) -> None:
        """`file` is a descriptor to write the programme to. Raises BadShow."""
        self.log, show = log, log.show()
        self.engine = Engine(show, log.timeline, desk=log.desk(show), offline=True, file=file, feeds=ReplayedFeed)
        self.engine.offset_s = float(log.header["offset_s"])
        self.engine.before_frame = self._happen
        self.engine.log.listens = True
        self.comparison = Comparison()
        self.seen: dict[int, str] = {}

    def run(self, frames: int | None = None) -> Comparison:
        """Play the log, or its first frames. What may be compared is compared."""
        last = self.log.last if frames is None else self.log.first + frames - 1
        for source in self.log.header["sources"]:
            self._begin_source(source, self.log.first)
        self.engine.run(self._ticks(last))
        for entry in self.log.sums():
            if entry["frame"] <= last:
                self._compare(entry)
        return self.comparison

    def _ticks(self, last: int) -> Iterator[Tick]:
        for frame in range(self.log.first, last + 1):
            yield Tick(frame)
            self.seen |= {entry["frame"]: entry["sum"] for entry in self.engine.log.drained() if "sum" in entry}

    def _happen(self, frame: int) -> None:
        """What was logged of a frame, before it is looked at."""
        for entry in self.log.entries.get(frame, ()):
            if "command" in entry:
                self._obey(entry["command"], frame)
            elif "source" in entry:
                self._begin_source(entry["source"], frame)
            elif "run" in entry:
                self.engine.transports.told.append(entry["run"])
            elif "deck" in entry:
                self.engine.decks.told.append(entry["deck"])
            elif "begun" in entry:
                self.engine.automation.begin()

    def _obey(self, command: dict[str, Any], frame: int) -> None:
        """Apply what the engine applied; the rest (recordings, captions) is not in the picture."""
        if command.get("verb") not in OBEYED:
            return
        try:
            self.engine.obey(read_command({name: part for name, part in command.items() if name != "id"}))
        except BadCommand as error:
            self.comparison.refused.append(f"frame {frame}, {command['verb']}: {error}")

    def _begin_source(self, source: dict[str, Any], frame: int) -> None:
        since_ns = self.engine.timeline.due_ns(frame) - EARLIER_NS
        self.engine.begin_source(
            source["id"], source["mark"], Again(int(source["began_ns"]), since_ns, self.engine.offset_s)
        )

    def _compare(self, entry: dict[str, Any]) -> None:
        frame = entry["frame"]
        if entry.get("doubts"):
            self.comparison.left_out[frame] = entry["doubts"]
        else:
            alike = self.seen.get(frame) == entry["sum"]
            (self.comparison.alike if alike else self.comparison.different).append(frame)
