"""A piece of a rendition, as its readers get it."""

from __future__ import annotations

from typing import NamedTuple

INIT, KEY, DELTA = b"I", b"K", b"F"


class Fragment(NamedTuple):
    """Bytes of the stream: the init, a piece that can be decoded by itself (one that starts with an IDR), any other."""

    kind: bytes
    data: bytes
