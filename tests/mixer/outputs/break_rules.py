"""What players may rely on where a playlist has ad breaks, checked version by version (rfc8216bis, 4.4.5.1 and 6.2.1).

Reads the text by itself, with nothing of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tests.mixer.outputs.splices import read_section

ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]+)(?:,|$)')
DATE = re.compile(r'"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"?')
Attributes = dict[str, str]


@dataclass(frozen=True)
class Listed:
    """A segment: name, start and length in seconds."""

    name: str
    begins: Decimal
    length: Decimal
    discontinuity: bool

    @property
    def ends(self) -> Decimal:
        return self.begins + self.length


@dataclass
class Version:
    """A playlist as it was written once."""

    segments: list[Listed] = field(default_factory=list)
    breaks: dict[str, Attributes] = field(default_factory=dict)
    cues: dict[str, list[str]] = field(default_factory=dict)  # by the segment they stand before
    target: int = 0


def seconds(text: str) -> Decimal:
    assert DATE.fullmatch(text), f"a date without milliseconds or zone: {text}"
    return Decimal(round(1000 * datetime.fromisoformat(text.strip('"')).timestamp())) / 1000


def attributes_of(value: str) -> Attributes:
    found = ATTRIBUTE.findall(value)
    assert ",".join(f"{name}={said}" for name, said in found) == value, f"no list of attributes: {value}"
    assert len({name for name, _ in found}) == len(found), f"an attribute comes twice: {value}"
    return dict(found)


def read(text: str) -> Version:
    """The text, with each rule that one version can break."""
    version, head, cues = Version(), dict[str, str](), list[str]()
    for line in text.splitlines():
        tag, _, value = line.partition(":")
        if tag == "#EXT-X-DATERANGE":
            take_tag(version, attributes_of(value))
        elif tag.startswith("#EXT-X-CUE"):
            cues.append(line)
        elif tag == "#EXT-X-TARGETDURATION":
            version.target = int(value)
        elif line and not line.startswith("#"):
            length = Decimal(head["#EXTINF"].rstrip(","))
            assert round(length) <= version.target
            begins = seconds(head["#EXT-X-PROGRAM-DATE-TIME"])
            version.segments.append(Listed(line, begins, length, "#EXT-X-DISCONTINUITY" in head))
            version.cues[line], head, cues = cues, {}, []
        else:
            head[tag] = value
    return version


def take_tag(version: Version, told: Attributes) -> None:
    known = version.breaks.setdefault(told["ID"], {})
    if not known:
        assert "SCTE35-OUT" in told and "PLANNED-DURATION" in told
        assert not {"DURATION", "END-DATE", "SCTE35-IN"} & told.keys()
    else:
        assert {"DURATION", "END-DATE", "SCTE35-IN"} <= told.keys() and "SCTE35-OUT" not in told
        assert seconds(told["END-DATE"]) == seconds(told["START-DATE"]) + Decimal(told["DURATION"])
    assert all(known[name] == said for name, said in told.items() if name in known), "an attribute has two values"
    known |= told
    seconds(known["START-DATE"])


@dataclass
class Player:
    """Follows a playlist from its first version on, and fails where one breaks with what was said before."""

    frame_s: Decimal
    versions: list[Version] = field(default_factory=list)
    said: dict[str, Attributes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def loads(self, text: str) -> None:
        now = read(text)
        for id, told in now.breaks.items():
            assert id not in self.gone, f"{id} is used again"
            known = self.said.setdefault(id, {})
            assert all(told[name] == said for name, said in known.items()), f"{id} says something else than before"
            self._is_sound(known, told)
            known.update(told)
            self._lies_on_segments(now, told)
        if self.versions:
            self._follows(self.versions[-1], now)
        self.versions.append(now)

    def _is_sound(self, known: Attributes, told: Attributes) -> None:
        if not known:
            begins = read_section(bytes.fromhex(told["SCTE35-OUT"].removeprefix("0x")))
            assert begins.out and begins.auto_return
            assert begins.duration is not None
            assert abs(begins.duration - Decimal(told["PLANNED-DURATION"]) * 90_000) <= 45
        if "SCTE35-IN" in told and "SCTE35-IN" not in known:
            out, back = (read_section(bytes.fromhex(told[name][2:])) for name in ("SCTE35-OUT", "SCTE35-IN"))
            assert not back.out and back.event == out.event

    def _lies_on_segments(self, now: Version, told: Attributes) -> None:
        for name in {"START-DATE", "END-DATE"} & told.keys():
            at = seconds(told[name])
            inside = [one for one in now.segments if one.begins + self.frame_s < at < one.ends - self.frame_s]
            assert not inside, f"{name} {at} is inside a segment"

    def _follows(self, before: Version, now: Version) -> None:
        assert now.target == before.target
        for id in before.breaks.keys() - now.breaks.keys():
            self.gone.add(id)
            told = self.said[id]
            begun = seconds(told["START-DATE"]) < before.segments[-1].ends - self.frame_s
            over = "END-DATE" in told and seconds(told["END-DATE"]) < now.segments[0].begins
            assert over or not begun, f"{id} left before its dates did"
        for one, other in zip(now.segments, now.segments[1:], strict=False):
            assert other.discontinuity or abs(one.ends - other.begins) <= Decimal("0.002")

    def announced_late(self) -> list[str]:
        """Those that were not there yet when the last segment before them was new."""
        late = []
        for before, now in zip(self.versions, self.versions[1:], strict=False):
            for id in now.breaks.keys() - before.breaks.keys():
                if seconds(now.breaks[id]["START-DATE"]) < now.segments[-1].ends - self.frame_s:
                    late.append(id)
        return late

    def over(self) -> list[tuple[Decimal, Decimal]]:
        """Start and end of every break that is over, in seconds."""
        ended = [told for told in self.said.values() if "END-DATE" in told]
        return sorted((seconds(told["START-DATE"]), seconds(told["END-DATE"])) for told in ended)
