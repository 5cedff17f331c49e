"""Small files that always hold the latest of something, written off the event loop."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from mixer.protocol.files import write_whole


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
            write_whole(self.path, data)
            self.trouble = ""
        except OSError as error:
            self.trouble = str(error)
