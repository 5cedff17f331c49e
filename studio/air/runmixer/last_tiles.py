"""The last small picture of each source, kept when a show goes off air: consoles show it until the next time."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from mixer.protocol.files import write_whole

LARGEST = 256 << 10  # bytes; a tile has a tenth of that


def keep(folder: Path, tiles: Mapping[str, bytes]) -> None:
    """Write these JPEGs; those of sources that nobody looked at this time stay. A disk that refuses costs them."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for source, jpeg in tiles.items():
            write_whole(folder / f"{source}.jpg", jpeg)


def kept(folder: Path, source: str) -> bytes:
    """The last picture of a source, or nothing."""
    return picture_in(folder / f"{source}.jpg")


def picture_in(path: Path) -> bytes:
    """A JPEG of a size that is passed on; nothing where there is none."""
    with contextlib.suppress(OSError):
        data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        return data if data.startswith(b"\xff\xd8") else b""
    return b""
