"""Ad breaks in a media playlist: EXT-X-DATERANGE with SCTE 35 (rfc8216bis, 4.4.5.1), and the tags of before that. Pure.

All times are whole milliseconds since 1970, so that an end is its start and its length to the digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EDGE_MS = 2  # dates that close are of one frame: each was rounded
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=(?:"([^"]*)"|([^",]+))')


@dataclass(frozen=True, slots=True)
class DateRange:
    """A break as players are told of it. Nothing of it ever changes; the end is added once it is over.

    `out` and `back` are sections of SCTE 35 in hexadecimal. A break of no planned length has 0.
    """

    id: str
    start_ms: int
    planned_ms: int
    out: str
    end_ms: int | None = None
    back: str = ""

    def ended(self, end_ms: int, back: str) -> DateRange:
        return replace(self, end_ms=end_ms, back=back)

    def tags(self) -> list[tuple[int, str]]:
        """The tags with the dates where they belong: what is known from the start, and what its end adds to that."""
        head = f'#EXT-X-DATERANGE:ID="{self.id}",START-DATE="{date(self.start_ms)}"'
        planned = f",PLANNED-DURATION={seconds(self.planned_ms)}" if self.planned_ms else ""
        found = [(self.start_ms, f"{head}{planned},SCTE35-OUT={self.out}")]
        if self.end_ms is not None:
            length = seconds(self.end_ms - self.start_ms)
            end = f'END-DATE="{date(self.end_ms)}",DURATION={length},SCTE35-IN={self.back}'
            found.append((self.end_ms, f"{head},{end}"))
        return found

    def is_before(self, ms: int) -> bool:
        """Whether it ended before this date; on it, it still counts."""
        return self.end_ms is not None and self.end_ms + EDGE_MS < ms

    def covers(self, ms: int) -> bool:
        """Whether it has begun and is not over, as far as is known."""
        return self.start_ms - EDGE_MS <= ms and (self.end_ms is None or ms < self.end_ms - EDGE_MS)


def date(ms: int) -> str:
    return (_EPOCH + timedelta(milliseconds=ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def date_ms(text: str) -> int:
    """Raises ValueError."""
    return (datetime.fromisoformat(text).astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)


def seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"


def read_tags(values: Iterable[str]) -> tuple[DateRange, ...]:
    """The breaks that these tags of ours tell of. Raises ValueError on other tags."""
    told: dict[str, dict[str, str]] = {}
    for value in values:
        attributes = {name: quoted or bare for name, quoted, bare in _ATTRIBUTE.findall(value)}
        told.setdefault(attributes.get("ID", ""), {}).update(attributes)
    return tuple(sorted(map(_read, told.values()), key=lambda one: (one.start_ms, one.id)))


def _read(told: dict[str, str]) -> DateRange:
    missing = {"ID", "START-DATE", "SCTE35-OUT"} - told.keys()
    if missing:
        raise ValueError(f"expected a break with {', '.join(sorted(missing))}")
    end = date_ms(told["END-DATE"]) if "END-DATE" in told else None
    planned = round(1000 * float(told.get("PLANNED-DURATION", 0)))
    return DateRange(
        told["ID"], date_ms(told["START-DATE"]), planned, told["SCTE35-OUT"], end, told.get("SCTE35-IN", "")
    )


# -- without date ranges ---------------------------------------------------------------------------


def cue_tags(ranges: Iterable[DateRange], begins_ms: int, before_ms: int | None) -> list[str]:
    """What older players and ad servers hear of a segment that begins then, behind one that began at `before_ms`."""

    def is_first_from(ms: int) -> bool:
        since = begins_ms - EDGE_MS if before_ms is None else before_ms + EDGE_MS
        return since < ms <= begins_ms + EDGE_MS

    found = ["#EXT-X-CUE-IN" for one in ranges if one.end_ms is not None and is_first_from(one.end_ms)]
    for one in ranges:
        if one.covers(begins_ms):
            found.append(_cue_out(one) if is_first_from(one.start_ms) else _cue_goes_on(one, begins_ms))
    return found


def _cue_out(one: DateRange) -> str:
    return "#EXT-X-CUE-OUT" + (f":DURATION={seconds(one.planned_ms)}" if one.planned_ms else "")


def _cue_goes_on(one: DateRange, now_ms: int) -> str:
    length = f"/{seconds(one.planned_ms)}" if one.planned_ms else ""
    return f"#EXT-X-CUE-OUT-CONT:{seconds(now_ms - one.start_ms)}{length}"
