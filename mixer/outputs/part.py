"""One file of a recording: fragmented MP4 that plays wherever it is cut off.

Closing writes its length into the header, and behind the last fragment where the keyframes are (`mfra`),
so that players can jump in a long recording without reading all of it.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from array import array
from dataclasses import dataclass, field, replace
from fractions import Fraction
from mmap import ACCESS_READ, mmap
from pathlib import Path

from mixer.outputs.boxes import Run, Track, box_at, descend, leading, moov_of, runs, shifted, tracks, whole_fragments
from mixer.outputs.fragments import box

SYNC_EVERY_S = 1.0


@dataclass(slots=True)
class Extent:
    """What lies in a part: how long it lasts, how large it is, and its keyframes: time, offset, time, offset, …

    Times are in units of the leading track. A day in one part has 43,200 keyframes, hence an array.
    """

    lead: Track
    size: int
    end: int = 0
    keys: array[int] = field(default_factory=lambda: array("Q"))

    def grow(self, found: list[Run], size: int) -> None:
        """Count a fragment of `size` bytes that holds these runs."""
        for run in found:
            if run.track == self.lead.id:
                self.end = max(self.end, run.tfdt + run.duration)
                if run.sync:
                    self.keys.extend((run.tfdt, self.size))
        self.size += size

    @property
    def seconds(self) -> float:
        return self.end / self.lead.timescale

    def index(self) -> bytes:
        """The keyframes as an `mfra` box."""
        keys = list(zip(self.keys[::2], self.keys[1::2], strict=True))
        entries = b"".join(struct.pack(">QQBBB", time, offset, 1, 1, 1) for time, offset in keys)
        tfra = box(b"tfra", struct.pack(">IIII", 0x01000000, self.lead.id, 0, len(keys)) + entries)
        return box(b"mfra", tfra + box(b"mfro", struct.pack(">II", 0, 8 + len(tfra) + 16)))


class Part:
    """A file being recorded. Times in it start at zero. Raises OSError where the disk refuses."""

    def __init__(self, path: Path, init: bytes, base: int) -> None:
        """`base` is the decode time of the first keyframe, in units of the leading track."""
        self.path, self.init = path, init
        self.tracks = tracks(init)
        lead = leading(self.tracks)
        self.extent = Extent(lead, 0)
        self.shift = {t.id: -round(Fraction(base * t.timescale, lead.timescale)) for t in self.tracks.values()}
        self.waiting: list[tuple[list[Run], bytes]] = []
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._write(init)
        self.extent.size = len(init)
        self._keep_on_disk()

    def add(self, fragment: bytes) -> None:
        """Line a fragment up for the next flush. Raises ValueError on what is no fragment."""
        found = runs(fragment, self.tracks)
        moved = [replace(run, tfdt=run.tfdt + self.shift[run.track]) for run in found]
        if all(run.tfdt >= 0 for run in moved):  # or it is sound from before the first picture
            self.waiting.append((moved, shifted(fragment, found, self.shift)))

    def flush(self) -> None:
        """Give the system what is lined up, whole or not at all."""
        waiting, self.waiting = self.waiting, []
        if waiting:
            self._write(b"".join(data for _, data in waiting))
        for found, data in waiting:
            self.extent.grow(found, len(data))

    def close(self) -> None:
        """Write length and index, and let go of the file, also when the disk refuses that."""
        self._stop_syncing.set()
        try:
            self.flush()
        finally:
            with contextlib.suppress(OSError):
                finish(self.fd, self.init, self.extent)
            os.close(self.fd)

    def _write(self, data: bytes) -> None:
        try:
            write_all(self.fd, data)
        except OSError:
            os.ftruncate(self.fd, self.extent.size)
            os.lseek(self.fd, self.extent.size, os.SEEK_SET)
            raise

    def _keep_on_disk(self) -> None:
        """Have the system write to the disk each second, on a thread, so that a slow disk never holds up reading."""
        self._stop_syncing = threading.Event()
        threading.Thread(
            target=_sync, args=(os.dup(self.fd), self.path.parent, self._stop_syncing), daemon=True
        ).start()


def repair(path: Path) -> Extent:
    """Finish a part whose process was killed: cut off a half fragment, write length and index.

    Raises OSError, and ValueError where not even the init segment is whole.
    """
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        with mmap(fd, 0, access=ACCESS_READ) as data:
            init = _init_of(data)
            extent = measure(data, init)
        os.ftruncate(fd, extent.size)
        finish(fd, init, extent)
        return extent
    finally:
        os.close(fd)


def measure(data: mmap, init: bytes) -> Extent:
    """What the whole fragments behind an init segment hold."""
    found = tracks(init)
    extent = Extent(leading(found), len(init))
    for start, stop in whole_fragments(data, len(init)):
        moof = data[start : start + struct.unpack_from(">I", data, start)[0]]
        extent.size = start
        extent.grow(runs(moof, found), stop - start)
    return extent


def finish(fd: int, init: bytes, extent: Extent) -> None:
    """Write the length into a file's header and the index behind its end, and have it all on disk."""
    os.pwrite(fd, with_length(init, extent.seconds), 0)
    os.pwrite(fd, extent.index(), extent.size)
    os.fdatasync(fd)


def with_length(init: bytes, seconds: float) -> bytes:
    """The same init segment with the programme's length in its `mvhd`."""
    told = bytearray(init)
    mvhd = descend(init, moov_of(init), b"mvhd")
    long = bool(init[mvhd.body])
    at = mvhd.body + (20 if long else 12)
    timescale = struct.unpack_from(">I", init, at)[0]
    struct.pack_into(">Q" if long else ">I", told, at + 4, round(seconds * timescale))
    return bytes(told)


def write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _init_of(data: mmap) -> bytes:
    start = 0
    while found := box_at(data, start, len(data)):
        start = found.end
        if found.kind == b"moov":
            return data[:start]
    raise ValueError("expected a whole init segment at the start of the file")


def _sync(fd: int, folder: Path, stop: threading.Event) -> None:
    with contextlib.suppress(OSError):
        entry = os.open(folder, os.O_RDONLY)
        os.fsync(entry)  # the name too, once
        os.close(entry)
    while not stop.wait(SYNC_EVERY_S):
        with contextlib.suppress(OSError):
            os.fdatasync(fd)
    os.close(fd)
