"""Which bytes of a file a request asks for (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


class Unsatisfiable(ValueError):
    """The range lies behind the end of the file."""


def span_of(header: str, size: int) -> Span | None:
    """The one range asked for, or None for the whole file; several ranges, or none we understand, are the whole.

    Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(header)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= size or start >= stop:
        raise Unsatisfiable(f"expected a start before {size}, found {header!r}")
    return Span(start, stop)
