"""Files that a page gets from us and from no network: an uploaded bundle, and what Tally ships."""

from __future__ import annotations

import codecs
import io
import os
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from mixer.sources.opening import PlacedFile

codecs.lookup("cp437")  # names of files in zips; loaded now, for a reader may read no files later
MOST_ENTRIES, MOST_BYTES, MOST_TOTAL, RATIO = 10_000, 256 << 20, 1 << 30, 100
SMALL = 1 << 20  # a file of so few bytes may be packed as tightly as it likes
KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FIRST = "index.html"
OURS = ".tally/"
TYPES = {
    "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8", "json": "application/json",
    "map": "application/json", "webmanifest": "application/manifest+json", "wasm": "application/wasm",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon", "bmp": "image/bmp", "mp4": "video/mp4",
    "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime", "mp3": "audio/mpeg", "ogg": "audio/ogg",
    "oga": "audio/ogg", "opus": "audio/ogg", "m4a": "audio/mp4", "wav": "audio/wav", "flac": "audio/flac",
    "aac": "audio/aac", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",
    "txt": "text/plain; charset=utf-8", "xml": "application/xml", "vtt": "text/vtt", "csv": "text/csv",
    "pdf": "application/pdf",
}  # fmt: skip


class Damaged(Exception):
    """A file of a bundle cannot be given out; says why in plain words."""


class Shelf(Protocol):
    """Files by name, as `folder/name`. `open` may be called from several threads. Raises KeyError, Damaged."""

    def size(self, name: str) -> int: ...

    def open(self, name: str) -> BinaryIO: ...

    def first(self) -> str: ...


class Kept:
    """Files in memory: those of a package of ours, read before the reader gives its rights up."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def size(self, name: str) -> int:
        return len(self._files[name])

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._files[name])

    def first(self) -> str:
        return shallowest(self._files)


class Bundle:
    """The files of a zip behind a descriptor, unpacked as they are asked for and no further than they may go.

    Raises Damaged when it is no zip, or one that is made to harm.
    """

    def __init__(self, fd: int) -> None:
        try:
            self._zip = zipfile.ZipFile(cast(BinaryIO, _Placed(fd)))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Damaged("the bundle is not a zip that can be read") from None
        listed = [one for one in self._zip.infolist() if not one.is_dir()]
        if len(listed) > MOST_ENTRIES or sum(one.file_size for one in listed) > MOST_TOTAL:
            raise Damaged("the bundle holds too much")
        self._files = {posixpath.normpath(one.filename.lstrip("/")): one for one in listed}

    def size(self, name: str) -> int:
        return self._entry(name).file_size

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, self._zip.open(self._entry(name)))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            raise Damaged(f"{name} cannot be unpacked") from None

    def first(self) -> str:
        return shallowest(self._files)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._files[name]
        if entry.flag_bits & 1 or entry.compress_type not in KNOWN:
            raise Damaged(f"{name} is encrypted, or packed in a way that is not known")
        if entry.file_size > max(SMALL, RATIO * entry.compress_size) or entry.file_size > MOST_BYTES:
            raise Damaged(f"{name} is larger than a bundle's file may be")
        return entry


class Beside:
    """A bundle, and below `.tally/` what is ours: what calls a template's functions must be of its origin."""

    def __init__(self, bundle: Shelf, ours: Shelf) -> None:
        self._bundle, self._ours = bundle, ours

    def size(self, name: str) -> int:
        shelf, name = self._of(name)
        return shelf.size(name)

    def open(self, name: str) -> BinaryIO:
        shelf, name = self._of(name)
        return shelf.open(name)

    def first(self) -> str:
        return self._bundle.first()

    def _of(self, name: str) -> tuple[Shelf, str]:
        return (self._ours, name.removeprefix(OURS)) if name.startswith(OURS) else (self._bundle, name)


class _Placed(PlacedFile):
    """A descriptor as zipfile wants it, at a place of its own."""

    def read(self, size: int = -1) -> bytes:
        left = max(0, os.fstat(self._fd).st_size - self.tell())
        return super().read(left if size < 0 else min(size, left))

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """The descriptor is not ours."""


def shallowest(names: Mapping[str, object]) -> str:
    """The page that a bundle opens with: the index.html nearest to its top. Raises KeyError."""
    pages = [name for name in names if posixpath.basename(name).lower() == FIRST]
    if not pages:
        raise KeyError(FIRST)
    return min(pages, key=lambda name: (name.count("/"), name))


def type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def files_under(folder: Path) -> dict[str, bytes]:
    """All files of a folder of ours, by their names in it; to be read while we may."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if _shown(path)}


def _shown(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".py", ".pyc")


def opened(shelf: Shelf, name: str, start: int) -> BinaryIO:
    """A file from a byte on. Raises KeyError, Damaged."""
    file = shelf.open(name)
    try:
        if start:
            file.seek(start)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
        file.close()
        raise Damaged(f"{name} cannot be unpacked") from None
    return file


def read(file: BinaryIO, most: int) -> bytes:
    """The next bytes of a file. Raises Damaged."""
    try:
        return file.read(most)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
        raise Damaged("a file of the bundle is damaged") from None
