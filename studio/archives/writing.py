"""An archive as it is sent: a zip that is written while it is read, of which no file is ever in memory."""

from __future__ import annotations

import asyncio
import hashlib
import json
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.archives.contents import ABOUT, VERSION, Contents, Medium

CHUNK = 1 << 20


class Sink:
    """What a zip is written to: nothing that can be gone back in. It is emptied as the reader takes it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def written(contents: Contents) -> Iterator[bytes]:
    """The bytes of an archive, a piece at a time. Media are stored as they are; the list of them comes last."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w") as bundle:  # type: ignore[call-overload]  # it needs no more than this to write to
        for name, value in contents.texts.items():
            bundle.writestr(name, as_text(value), zipfile.ZIP_DEFLATED)
        media = []
        for medium, path in contents.media:
            digest = hashlib.sha256()
            for piece in _stored(bundle, medium, path):
                digest.update(piece)
                yield sink.take()
            media.append(replace(medium, sha256=digest.hexdigest()).told())
        about = {"tally_archive": VERSION, "name": contents.name, "media": media}
        bundle.writestr(ABOUT, as_text(about), zipfile.ZIP_DEFLATED)
    yield sink.take()


def _stored(bundle: zipfile.ZipFile, medium: Medium, path: Path) -> Iterator[bytes]:
    """Put a file into the zip; its pieces, each when it is there. What has grown since it was asked for is cut."""
    entry = zipfile.ZipInfo(medium.file)
    with path.open("rb") as file, bundle.open(entry, "w", force_zip64=True) as out:
        left = medium.bytes
        while left and (piece := file.read(min(CHUNK, left))):
            out.write(piece)
            left -= len(piece)
            yield piece


def as_text(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


async def sent(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each read on a thread when the client has taken the one before."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        if piece:
            yield piece
