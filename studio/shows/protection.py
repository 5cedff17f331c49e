"""What keeps web pages from this machine: asked of the mixer, which finds it out by trying."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings

WITHIN_S = 30  # where bubblewrap does not start, a browser is tried
GOOD_FOR_S = 600  # what is installed meanwhile is noticed
UNKNOWN = {"protection": "unknown", "allowed": True, "warning": ""}

_asking = threading.Lock()
_told: dict[str, Any] = {}
_told_at = float("-inf")


def web_protection() -> dict[str, Any]:
    """`{"protection", "allowed", "warning"}` as it was within the last ten minutes; unknown where nobody can tell."""
    global _told, _told_at
    with _asking:
        if time.monotonic() - _told_at > GOOD_FOR_S:
            _told, _told_at = _asked(), time.monotonic()
        return _told


def _asked() -> dict[str, Any]:
    command = [sys.executable, "-m", "mixer", "protection"]
    try:
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, timeout=WITHIN_S, check=True,
        )  # fmt: skip
        return dict(json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        return UNKNOWN
