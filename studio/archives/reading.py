"""An archive from outside, of which nothing is believed: neither names nor sizes, nor that it is one."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from studio.archives.contents import ABOUT, MEDIA, RUNDOWNS, SCHEDULE, SHOW, VERSION, Medium
from studio.errors import Refused
from studio.jsonin import BadJson, read_json
from studio.library.intake import size_limit

Json = dict[str, Any]
ENTRIES_MOST = 5000
TEXT_MOST = 40_000_000  # bytes of one text: a hundred rundowns of a megabyte would be more, and nobody has them
SHRUNK_MOST = 200  # times: what unpacks to more is made to fill a disk
TEXTS = (ABOUT, SHOW, RUNDOWNS, SCHEDULE)
FILE = re.compile(rf"{MEDIA}[A-Za-z0-9_-]{{1,64}}(\.[A-Za-z0-9]{{1,8}})?")
CHUNK = 1 << 20
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An open archive whose table of contents makes sense. Raises Refused with `bad_archive`."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise bad(f"it is no zip that can be read: {error}") from None
        try:
            self._entries = checked(self._zip.infolist(), path.stat().st_size)
            self.about = self._about()
            self.media = [self._medium(one) for one in self.about["media"]]
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    @property
    def media_bytes(self) -> int:
        """How much its media are together, as unpacking them will find."""
        return sum(one.bytes for one in self.media)

    def text(self, name: str) -> Any:
        """A text of it as JSON; None where it has none of this name. Raises Refused."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self._zip.open(entry) as file:
                data = file.read(TEXT_MOST + 1)
            return read_json(data[:TEXT_MOST].decode())
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, BadJson) as error:
            raise bad(f"{name} cannot be read: {error}") from None

    def unpack(self, medium: Medium, to: Path, follow: Callable[[int], None]) -> None:
        """Write a medium to a fresh file, telling `follow` of each piece's bytes. Raises Refused, OSError."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(self._entries[medium.file]) as file, to.open("xb") as out:
                while piece := file.read(CHUNK):
                    size += len(piece)
                    if size > medium.bytes:
                        raise bad(f"{medium.name} is larger than it says")
                    digest.update(piece)
                    out.write(piece)
                    follow(len(piece))
        except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError) as error:
            raise bad(f"{medium.name} cannot be unpacked: {error}") from None
        if digest.hexdigest() != medium.sha256:
            raise bad(f"{medium.name} is damaged: its bytes are not those that were packed")

    def _about(self) -> Json:
        about = self.text(ABOUT)
        if not isinstance(about, dict) or about.get("tally_archive") != VERSION:
            raise bad(f"expected {ABOUT} of version {VERSION} in it")
        if not isinstance(about.get("media"), list) or len(about["media"]) > ENTRIES_MOST:
            raise bad(f"{ABOUT} has no list of media")
        return about

    def _medium(self, said: Any) -> Medium:
        """One of the list, with the size that its entry has."""
        texts = ("id", "file", "name", "folder", "sha256")
        if not isinstance(said, dict) or not all(isinstance(said.get(one), str) for one in texts):
            raise bad(f"expected {', '.join(texts)} of each medium in {ABOUT}")
        entry = self._entries.get(said["file"])
        if entry is None or not FILE.fullmatch(said["file"]):
            raise bad(f"{said['name'][:80]!r} is not in it")
        id, file, name, folder = (said[one][:300] for one in texts[:4])
        return Medium(id, file, name, folder, entry.file_size, said["sha256"])


def checked(entries: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
    """The entries by name. Raises Refused for one that no archive of ours has."""
    if len(entries) > ENTRIES_MOST:
        raise bad(f"it has {len(entries)} files, and {ENTRIES_MOST} are the most")
    if sum(entry.compress_size for entry in entries) > size:
        raise bad("its files lie over one another")
    found = {entry.filename: entry for entry in entries}
    if len(found) != len(entries):
        raise bad("two of its files have one name")
    for entry in entries:
        _check(entry)
    return found


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name not in TEXTS and not FILE.fullmatch(name):
        raise bad(f"it has a file {name[:80]!r}, which is no part of one")
    if entry.flag_bits & 0x1 or entry.compress_type not in PLAIN:
        raise bad(f"{name} is encrypted, or packed in a way that is not known here")
    if entry.file_size > (TEXT_MOST if name in TEXTS else size_limit()):
        raise bad(f"{name} is too large")
    if entry.file_size > SHRUNK_MOST * max(entry.compress_size, 4096):
        raise bad(f"{name} unpacks to far more than was packed")


def bad(words: str) -> Refused:
    return Refused("bad_archive", f"This is no archive of a show: {words}.", status=400)
