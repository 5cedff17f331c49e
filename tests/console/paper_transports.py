"""The transports of a paper studio: they obey as the mixer's do, their files are there in a moment."""

from __future__ import annotations

from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

from mixer.core import transport
from mixer.core.clock import Timeline
from mixer.core.transport import Transport
from mixer.kinds.sources.file import MediaFile, playback
from mixer.protocol.commands import TRANSPORT
from mixer.protocol.playback import Playback

TIMELINE = Timeline(Fraction(30))
LENGTH_S = 154.4


class PaperTransports:
    """By source; `slow_s` is how long a reader takes to have its first pictures."""

    def __init__(self, show: dict[str, Any], frame: int) -> None:
        self.slow_s = 0.1
        self.seen: set[str] | None = None
        self.all: dict[str, Transport] = {
            one["id"]: transport.arrived(transport.new(played(one)), LENGTH_S, frame, TIMELINE.rate)
            for one in show["sources"]
            if one["input"]["kind"] == "file"
        }

    def told(self) -> dict[str, Any]:
        return {name: asdict(one) for name, one in self.all.items()}

    def obey(self, command: dict[str, Any], frame: int) -> None:
        fields = {name: value for name, value in command.items() if name not in ("type", "verb", "not_after_frame")}
        order = TRANSPORT[command["verb"]](**fields)
        now = self.all[command["source"]].at(frame)
        self.all[command["source"]] = transport.transported(now, order, frame, TIMELINE)  # type: ignore[arg-type]

    def arrive(self, frame: int) -> None:
        for name, one in self.all.items():
            if not one.ready:
                self.all[name] = transport.arrived(replace(one, from_frame=None), LENGTH_S, frame, TIMELINE.rate)

    def stand(self, source: str, frame: int, **parts: Any) -> None:
        """A source stands somewhere; parts of its playback may be named as well."""
        of_playback = {name: parts.pop(name) for name in list(parts) if name in Playback.__dataclass_fields__}
        now = self.all[source]
        now = replace(now, frame=frame, ends_frame=None, playback=replace(now.playback, **of_playback), **parts)
        self.all[source] = transport.measured(now, LENGTH_S, TIMELINE.rate)

    def follow(self, desk: dict[str, Any], show: dict[str, Any], frame: int) -> None:
        """What has come on program since is played as its settings say."""
        scene = next((one for one in show["scenes"] if one["id"] == desk["program"]), None)
        now = set(scene["slots"].values()) if scene else {desk["program"]}
        for name in (now - (self.seen if self.seen is not None else now)) & set(self.all):
            self.all[name] = transport.taken(self.all[name].at(frame), frame, TIMELINE.rate)
        self.seen = now


def played(source: dict[str, Any]) -> Playback:
    return playback(MediaFile(**source["input"]))
