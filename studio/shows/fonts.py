"""The fonts that are installed here, by the names that overlays and captions call them."""

from __future__ import annotations

import logging
import subprocess
import threading
import time

LIST = ("fc-list", "--format", "%{family[0]}\n")
WITHIN_S = 30  # fontconfig builds its cache on its first run
GOOD_FOR_S = 60  # what is installed meanwhile is noticed

log = logging.getLogger(__name__)
_asking = threading.Lock()
_told: list[str] = []
_told_at = float("-inf")


def families() -> list[str]:
    """Families of letters, by name, as they were within the last minute; none where nobody can tell."""
    global _told, _told_at
    with _asking:
        if time.monotonic() - _told_at > GOOD_FOR_S:
            _told, _told_at = _listed(), time.monotonic()
        return _told


def _listed() -> list[str]:
    try:
        done = subprocess.run(
            LIST, stdin=subprocess.DEVNULL, capture_output=True, timeout=WITHIN_S, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("fonts cannot be listed: %s", error)
        return []
    found = {line.strip() for line in done.stdout.splitlines()}
    return sorted((one for one in found if one and "Emoji" not in one), key=str.casefold)
