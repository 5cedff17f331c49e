"""One file of a recording: fragmented MP4 that plays wherever it is cut off; closing writes its length into it."""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from fractions import Fraction
from mmap import ACCESS_READ, mmap
from pathlib import Path

from mixer.outputs.boxes import box_at, descend, leading, moov_of, runs, shifted, tracks, whole_fragments

SYNC_EVERY_S = 1.0


class Part:
    """A file being recorded. Times in it start at zero. Raises OSError where the disk refuses."""

    def __init__(self, path: Path, init: bytes, base: int) -> None:
        """`base` is the decode time of the first keyframe, in units of the leading track."""
        self.path, self.init = path, init
        self.tracks = tracks(init)
        self.lead = leading(self.tracks)
        self.end = 0  # in units of the leading track
        self.shift = {t.id: -round(Fraction(base * t.timescale, self.lead.timescale)) for t in self.tracks.values()}
        self.waiting: list[bytes] = []
        self.bytes = 0
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._write(init)
        self._keep_on_disk()

    def add(self, fragment: bytes) -> None:
        """Line a fragment up for the next flush. Raises ValueError on what is no fragment."""
        found = runs(fragment, self.tracks)
        if any(run.tfdt + self.shift[run.track] < 0 for run in found):
            return  # sound from before the first picture
        ends = [run.tfdt + run.duration + self.shift[run.track] for run in found if run.track == self.lead.id]
        self.end = max([self.end, *ends])
        self.waiting.append(shifted(fragment, found, self.shift))

    def flush(self) -> None:
        """Give the system what is lined up, whole or not at all."""
        if self.waiting:
            data, self.waiting = b"".join(self.waiting), []
            self._write(data)

    def close(self) -> None:
        """Write the length, and let go of the file, also when the disk refuses that."""
        self._stop_syncing.set()
        try:
            self.flush()
        finally:
            with contextlib.suppress(OSError):
                finish(self.fd, self.init, self.seconds)
            os.close(self.fd)

    @property
    def seconds(self) -> float:
        return self.end / self.lead.timescale

    def _write(self, data: bytes) -> None:
        try:
            write_all(self.fd, data)
        except OSError:
            os.ftruncate(self.fd, self.bytes)
            os.lseek(self.fd, self.bytes, os.SEEK_SET)
            raise
        self.bytes += len(data)

    def _keep_on_disk(self) -> None:
        """Have the system write to the disk each second, on a thread, so that a slow disk never holds up reading."""
        self._stop_syncing = threading.Event()
        threading.Thread(
            target=_sync, args=(os.dup(self.fd), self.path.parent, self._stop_syncing), daemon=True
        ).start()


def repair(path: Path) -> float:
    """Finish a part whose process was killed: cut off a half fragment and write the length, in seconds, into it.

    Raises OSError, and ValueError where not even the init segment is whole.
    """
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        with mmap(fd, 0, access=ACCESS_READ) as data:
            init = _init_of(data)
            seconds, end = measure(data, init)
        os.ftruncate(fd, end)
        finish(fd, init, seconds)
        return seconds
    finally:
        os.close(fd)


def measure(data: mmap, init: bytes) -> tuple[float, int]:
    """How long the whole fragments behind an init segment last, and where the last one ends."""
    found = tracks(init)
    lead, length, end = leading(found), 0, len(init)
    for start, stop in whole_fragments(data, len(init)):
        moof = data[start : start + struct.unpack_from(">I", data, start)[0]]
        ends = [run.tfdt + run.duration for run in runs(moof, found) if run.track == lead.id]
        length, end = max([length, *ends]), stop
    return length / lead.timescale, end


def finish(fd: int, init: bytes, seconds: float) -> None:
    """Write the length into a file's header, and have it all on disk."""
    os.pwrite(fd, with_length(init, seconds), 0)
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
