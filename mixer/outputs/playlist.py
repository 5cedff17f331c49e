"""The HLS media playlist as a value: what is listed, what has left, and its text (RFC 8216). Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from operator import itemgetter

from mixer.outputs.date_ranges import EDGE_MS, DateRange, cue_tags, date, date_ms, read_tags

_ATTRIBUTE = re.compile(r'URI="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Segment:
    """One media segment; `time` is the wall clock of its start and `init` the name of its init file."""

    name: str
    duration_s: float
    time: float
    init: str
    discontinuity: bool = False

    @property
    def begins_ms(self) -> int:
        return round(1000 * self.time)

    @property
    def ends_ms(self) -> int:
        return round(1000 * (self.time + self.duration_s))


@dataclass(frozen=True, slots=True)
class Playlist:
    """A sliding window of segments. Both sequences only ever rise, over restarts of everything.

    An ad break goes when it ended before what is listed.
    """

    segments: tuple[Segment, ...] = ()
    media_sequence: int = 0
    discontinuity_sequence: int = 0
    target_s: int = 2
    ended: bool = False
    ranges: tuple[DateRange, ...] = ()  # by when they start

    @property
    def next_sequence(self) -> int:
        """The media sequence number of the segment that comes next."""
        return self.media_sequence + len(self.segments)

    def with_segment(self, segment: Segment, window: int) -> Playlist:
        """This playlist going on with `segment`, at most `window` segments long."""
        target = max(self.target_s, math.floor(segment.duration_s + 0.5))
        grown = replace(self, segments=(*self.segments, segment), target_s=target, ended=False)
        return grown.without(max(0, len(grown.segments) - window))

    def without(self, count: int) -> Playlist:
        """This playlist with the `count` oldest segments gone, and counted as gone."""
        gone = sum(segment.discontinuity for segment in self.segments[:count])
        left = self.segments[count:]
        since_ms = min((segment.begins_ms for segment in left), default=None)
        return replace(
            self, segments=left, media_sequence=self.media_sequence + count,
            discontinuity_sequence=self.discontinuity_sequence + gone,
            ranges=() if since_ms is None else tuple(one for one in self.ranges if not one.is_before(since_ms)),
        )  # fmt: skip

    def fresh(self, target_s: int) -> Playlist:
        """Nothing listed any more, numbers going on: a new show must not begin with the last one's pictures."""
        return replace(self.without(len(self.segments)), target_s=target_s)

    def names(self) -> set[str]:
        """Every file a player may ask for."""
        return {segment.name for segment in self.segments} | {segment.init for segment in self.segments}

    def render(self, *, cues: bool = False) -> str:
        """Its text; with the tags for breaks that there were before date ranges (`cues`), if players need them."""
        lines = [
            "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{self.target_s}",
            f"#EXT-X-MEDIA-SEQUENCE:{self.media_sequence}",
            f"#EXT-X-DISCONTINUITY-SEQUENCE:{self.discontinuity_sequence}", "#EXT-X-INDEPENDENT-SEGMENTS",
        ]  # fmt: skip
        tags = sorted((tag for one in self.ranges for tag in one.tags()), key=itemgetter(0))
        before: Segment | None = None
        for segment in self.segments:
            while tags and tags[0][0] + EDGE_MS < segment.ends_ms:
                lines.append(tags.pop(0)[1])
            lines += _lines(segment, before, self.ranges if cues else ())
            before = segment
        return "\n".join([*lines, *(tag for _, tag in tags), *(["#EXT-X-ENDLIST"] if self.ended else []), ""])


def _lines(segment: Segment, before: Segment | None, cued: tuple[DateRange, ...]) -> list[str]:
    lines = ["#EXT-X-DISCONTINUITY"] if segment.discontinuity else []
    if segment.init != (before.init if before else ""):
        lines.append(f'#EXT-X-MAP:URI="{segment.init}"')
    lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{date(segment.begins_ms)}")
    lines += cue_tags(cued, segment.begins_ms, before.begins_ms if before else None)
    return [*lines, f"#EXTINF:{segment.duration_s:.6f},", segment.name]


def parse(text: str) -> Playlist:
    """A playlist that `render` wrote. Raises ValueError for anything else."""
    if not text.startswith("#EXTM3U"):
        raise ValueError("expected a playlist that starts with #EXTM3U")
    playlist, segments, parts = Playlist(), [], {"init": "", "discontinuity": ""}
    ranges: list[str] = []
    for line in text.splitlines():
        tag, _, value = line.partition(":")
        match tag:
            case "#EXT-X-TARGETDURATION":
                playlist = replace(playlist, target_s=int(value))
            case "#EXT-X-MEDIA-SEQUENCE":
                playlist = replace(playlist, media_sequence=int(value))
            case "#EXT-X-DISCONTINUITY-SEQUENCE":
                playlist = replace(playlist, discontinuity_sequence=int(value))
            case "#EXT-X-ENDLIST":
                playlist = replace(playlist, ended=True)
            case "#EXT-X-DATERANGE":
                ranges.append(value)
            case _ if line and not line.startswith("#"):
                segments.append(_segment(line, parts))
                parts = {"init": parts["init"], "discontinuity": ""}
            case _:
                _note(parts, tag, value)
    return replace(playlist, segments=tuple(segments), ranges=read_tags(ranges))


def _note(parts: dict[str, str], tag: str, value: str) -> None:
    """Keep what is said about the segment that follows."""
    if tag == "#EXT-X-MAP" and (match := _ATTRIBUTE.search(value)):
        parts["init"] = match[1]
    elif tag == "#EXT-X-DISCONTINUITY":
        parts["discontinuity"] = "yes"
    elif tag == "#EXT-X-PROGRAM-DATE-TIME":
        parts["time"] = value
    elif tag == "#EXTINF":
        parts["duration"] = value.rstrip(",")


def _segment(name: str, parts: dict[str, str]) -> Segment:
    if "time" not in parts or "duration" not in parts or not parts["init"]:
        raise ValueError(f"the segment {name} lacks its time, duration or init file")
    time = date_ms(parts["time"]) / 1000
    return Segment(name, float(parts["duration"]), time, parts["init"], bool(parts["discontinuity"]))
