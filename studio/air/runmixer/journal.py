"""Small files that always hold the latest of something, written off the event loop."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import Any


class Journal:
    """Writes the newest value to `path` by atomic rename. Values that come faster than the disk are skipped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""  # what the disk said last, empty when it took everything
        self._latest: Any = None
        self._wanted = threading.Condition()
        self._unwritten = self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"journal {path.name}", daemon=True)
        self._thread.start()

    def put(self, value: Any) -> None:
        with self._wanted:
            self._latest, self._unwritten = value, True
            self._wanted.notify_all()

    def settled(self, timeout_s: float) -> bool:
        """Wait until the newest value is on disk; False when the disk takes too long or refuses."""
        with self._wanted:
            return self._wanted.wait_for(lambda: not self._unwritten, timeout_s) and not self.trouble

    def close(self) -> None:
        with self._wanted:
            self._closed = True
            self._wanted.notify_all()
        self._thread.join(2)

    def _run(self) -> None:
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._unwritten or self._closed)
                if not self._unwritten:
                    return
                value = self._latest
            self._write(json.dumps(value).encode())
            with self._wanted:
                self._unwritten = self._latest is not value
                self._wanted.notify_all()

    def _write(self, data: bytes) -> None:
        try:
            replace_file(self.path, data)
            self.trouble = ""
        except OSError as error:
            self.trouble = str(error)


def replace_file(path: Path, data: bytes, mode: int = 0o640) -> None:
    """Put the file there whole: a reader finds the old one or the new one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
