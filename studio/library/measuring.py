"""How loud an uploaded file is, found out once by a child process that has nothing to lose."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from studio.errors import Refused
from studio.library.models import Asset

WITHIN_S = 1200
TOLD_EVERY_S = 1.0  # each is a write to the database
LINE_MOST = 1000  # bytes


def measure(path: Path, follow: Callable[[float], None]) -> dict[str, Any]:
    """What `python -m mixer measure` finds; `follow` hears of the share that is done. Raises Refused in plain words."""
    try:
        with path.open("rb") as file:
            child = subprocess.Popen(
                [sys.executable, "-m", "mixer", "measure"], cwd=settings.BASE_DIR, stdin=file,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
    except FileNotFoundError:
        raise Refused("gone", "The file is gone.") from None
    deadline = threading.Timer(WITHIN_S, child.kill)
    deadline.start()
    try:
        with child:
            return answer(lines_of(child.stdout), follow)
    finally:
        deadline.cancel()
        child.kill()


def lines_of(out: IO[bytes] | None) -> Iterator[dict[str, Any]]:
    """The child's lines, as long as they are what it says of itself: it decodes foreign files."""
    while out and (line := out.readline(LINE_MOST)):
        try:
            yield dict(json.loads(line))
        except (ValueError, TypeError):
            return


def answer(lines: Iterator[dict[str, Any]], follow: Callable[[float], None]) -> dict[str, Any]:
    due = time.monotonic() + TOLD_EVERY_S
    for told in lines:
        if "error" in told:
            raise Refused("unheard", str(told["error"])[:300])
        if "sound_s" in told:
            return told
        if time.monotonic() >= due:
            follow(min(1.0, max(0.0, float(told.get("progress", 0)))))
            due = time.monotonic() + TOLD_EVERY_S
    raise Refused(
        "unheard", f"Its loudness is not known: the sound could not be heard within {WITHIN_S // 60} minutes."
    )


def note_loudness(asset: Asset, told: dict[str, Any]) -> None:
    """Write it into the row. Sound alone lasts as long as was heard of it: what its header tells counts padding."""
    found = {name: _number(told.get(name)) for name in ("loudness_lufs", "true_peak_db")}
    if asset.kind == Asset.Kind.AUDIO:
        found["duration_s"] = _number(told["sound_s"])
    Asset.objects.filter(pk=asset.pk).update(**found)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
