"""The files of a folder, each put there whole, for as long as their own number fits on the disk.

While the disk is nearly full, files that nobody is promised any more are not deleted but kept as a stock: a new file is
written over an old one, in the same place of the disk, so that nobody else can take the room in between.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mixer.protocol.files import write_whole
from mixer.protocol.room import ENOUGH_BYTES

STOCK = 12  # files kept beyond their time on a disk that is nearly full
REWRITTEN = ".m3u8"  # names that are written again and again: what was there before is stock for the next


class Stock:
    """Writes files and deletes them later. `clock` tells seconds, `free` the bytes free on a folder's disk."""

    def __init__(
        self, folder: Path, clock: Callable[[], float],
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:  # fmt: skip
        self.folder, self._clock, self._free = folder, clock, free
        self.retired: dict[str, float] = {}  # file name → when it may be deleted
        self._spares: set[str] = set()  # what lay under names that are written again

    def write(self, name: str, data: bytes) -> None:
        """Put a file there whole or not at all. Raises OSError."""
        if self._is_tight():
            self._keep_spare(name)
        try:
            write_whole(self.folder / name, data)
        except OSError:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write_over(name, data)
        self.retired.pop(name, None)

    def retire(self, names: Iterable[str], grace_s: float) -> None:
        """Delete these after so long."""
        due = self._clock() + grace_s
        self.retired.update({name: due for name in names if name not in self.retired})

    def delete_due(self) -> None:
        """Delete what has had its time; on a disk that is nearly full the newest of it stay as stock."""
        now, least = self._clock(), STOCK if self._is_tight() else 0
        if not least:
            self._let_go_of_spares()
        over = sorted((due, name) for name, due in self.retired.items() if due <= now)
        for _, name in over[: max(0, min(len(over), len(self.retired) - least))]:
            self._delete(name)

    # -- no room -----------------------------------------------------------------------------------

    def _is_tight(self) -> bool:
        try:
            return self._free(self.folder) < ENOUGH_BYTES
        except OSError:
            return False

    def _keep_spare(self, name: str) -> None:
        """Keep the blocks of a file that is about to be replaced, unless there are such already."""
        if name.endswith(REWRITTEN) and name not in self._spares:
            with contextlib.suppress(OSError):
                os.link(self.folder / name, self.folder / spare_of(name))
                self._spares.add(name)

    def _let_go_of_spares(self) -> None:
        for name in self._spares:
            (self.folder / spare_of(name)).unlink(missing_ok=True)
        self._spares.clear()

    def _write_over(self, name: str, data: bytes) -> None:
        """Write over a file of the stock, whichever takes it. Raises OSError when none is left."""
        draft = self.folder / f".{name}.tmp"
        for old in self._candidates(name, len(data)):
            self.retired.pop(old, None)
            try:
                os.replace(self.folder / old, draft)
                write_in_place(draft, data)
                self._put(draft, name)
                return
            except OSError:  # too small, or gone: deleted, it makes room for the next try
                draft.unlink(missing_ok=True)
        write_whole(self.folder / name, data)

    def _put(self, draft: Path, name: str) -> None:
        if name.endswith(REWRITTEN):
            self._keep_spare(name)
        os.replace(draft, self.folder / name)

    def _candidates(self, name: str, size: int) -> Iterator[str]:
        """The stock: first what lay under this very name, then what is just large enough, then the largest."""
        if name in self._spares:
            self._spares.remove(name)
            yield spare_of(name)
        sizes = {one: found for one in self.retired if (found := self._size(one)) is not None}
        fitting = sorted((found, one) for one, found in sizes.items() if found >= size)
        smaller = sorted(((found, one) for one, found in sizes.items() if found < size), reverse=True)
        yield from (one for _, one in (*fitting, *smaller))

    def _size(self, name: str) -> int | None:
        with contextlib.suppress(OSError):
            return (self.folder / name).stat().st_size
        return None

    def _delete(self, name: str) -> None:
        with contextlib.suppress(OSError):
            (self.folder / name).unlink()
        del self.retired[name]


def write_in_place(path: Path, data: bytes) -> None:
    """Give a file that is there other contents, in the blocks it has. Raises OSError."""
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
        os.ftruncate(file, len(data))
    finally:
        os.close(file)


def spare_of(name: str) -> str:
    return f".{name}.spare.tmp"
