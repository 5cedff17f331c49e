"""Unpack what somebody gave us: nothing outside its folder, nothing but plain files, no bombs."""

from __future__ import annotations

import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from subtitles.errors import BadRequest

MOST_FILES = 2000
MOST_BYTES = 12 << 30
LARGEST_RATIO = 60  # of a whole archive; models hardly shrink
SMALL = 64 << 20  # below this, how well it was packed says nothing
CHUNK = 1 << 20
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError
)  # fmt: skip
Entry = tuple[PurePosixPath, int, IO[bytes]]


def is_archive(path: Path) -> bool:
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


def unpack(archive: Path, place: Path) -> None:
    """Put the one folder that the archive holds (or its bare files) at `place`, whole or not at all.

    Raises BadRequest that says what is wrong with it.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".unpacking-") as name:
        inside = Path(name) / "whole"
        inside.mkdir()
        try:
            _write_all(archive, inside)
        except DAMAGED as error:
            raise BadRequest(f"{archive.name} is damaged: {error}") from None
        only_folder(inside).replace(place)


def only_folder(folder: Path) -> Path:
    """The one folder in it, or itself when it holds more than that."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _write_all(archive: Path, folder: Path) -> None:
    left = min(MOST_BYTES, max(SMALL, archive.stat().st_size * LARGEST_RATIO))
    if left > shutil.disk_usage(folder).free:
        left = shutil.disk_usage(folder).free * 9 // 10
    for number, (path, size, data) in enumerate(_entries(archive)):
        if number >= MOST_FILES or size > left:
            raise BadRequest(f"{archive.name} unpacks to more than a model can be, or than this disk has room for.")
        target = folder / _safe(path, archive)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _copy(data, target, left, archive)


def _copy(data: IO[bytes], target: Path, left: int, archive: Path) -> int:
    """Write at most `left` bytes: what an entry says of its size need not be true."""
    written = 0
    with target.open("xb") as file:
        while chunk := data.read(CHUNK):
            written += len(chunk)
            if written > left:
                raise BadRequest(f"{archive.name} unpacks to more than it says.")
            file.write(chunk)
    return written


def _safe(path: PurePosixPath, archive: Path) -> PurePosixPath:
    bad = path.is_absolute() or ".." in path.parts or not path.parts or any("\\" in p or "\0" in p for p in path.parts)
    if bad or len(path.parts) > 8:
        raise BadRequest(f"{archive.name} wants to write outside its folder: {path}")
    return path


def _entries(archive: Path) -> Iterator[Entry]:
    """Each plain file: its path, its size as it says, its bytes. Raises BadRequest for links and devices."""
    if zipfile.is_zipfile(archive):
        yield from _of_zip(archive)
    elif tarfile.is_tarfile(archive):
        yield from _of_tar(archive)
    else:
        raise BadRequest(f"{archive.name} is no zip and no tar file.")


def _of_zip(archive: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(archive) as file:
        for entry in file.infolist():
            if (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000, 0o040000):
                raise BadRequest(f"{archive.name} holds something that is no plain file: {entry.filename}")
            if not entry.is_dir():
                with file.open(entry) as data:
                    yield PurePosixPath(entry.filename), entry.file_size, data


def _of_tar(archive: Path) -> Iterator[Entry]:
    with tarfile.open(archive) as file:
        for entry in file:
            if not (entry.isfile() or entry.isdir()):
                raise BadRequest(f"{archive.name} holds something that is no plain file: {entry.name}")
            if entry.isfile() and (data := file.extractfile(entry)):
                yield PurePosixPath(entry.name), entry.size, data
