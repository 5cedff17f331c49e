"""A small file system of its own to fill up: as root by mounting one, else in a namespace where we may."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

INSIDE = "TALLY_TEST_INSIDE"  # set in a namespace of our own
MEGABYTE = 1 << 20
NAMESPACE = ("unshare", "--user", "--map-current-user", "--keep-caps", "--mount")


def may_mount(where: Path) -> bool:
    """Whether this process may mount."""
    where.mkdir(exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        argv = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(where)]
        if subprocess.run(argv, capture_output=True).returncode == 0:
            subprocess.run(["umount", where], check=True)
            return True
    return False


def may_unshare() -> bool:
    """Whether a namespace may be had in which we may mount."""
    with contextlib.suppress(FileNotFoundError):
        return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0
    return False


def run_inside(test: str) -> subprocess.CompletedProcess[str]:
    """Run a test in a namespace of its own."""
    argv = [*NAMESPACE, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    return subprocess.run(argv, env=os.environ | {INSIDE: "1"}, capture_output=True, text=True, timeout=280)


@contextlib.contextmanager
def small_disk(where: Path, megabytes: int) -> Iterator[Path]:
    """A file system of this size, for as long as it is needed."""
    where.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", where], check=True)
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", where], check=True)


class Filler:
    """Takes room on a disk, and gives it back."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "filler"

    def leave(self, megabytes: float) -> None:
        """Fill up until so much is free; 0 fills to the last byte that can be had."""
        with self.path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while (most := shutil.disk_usage(self.path.parent).free - int(megabytes * MEGABYTE)) > 0:
                file.write(bytes(min(MEGABYTE, most)))

    def go(self) -> None:
        self.path.unlink()
