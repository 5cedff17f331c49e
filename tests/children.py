"""Processes that this one, or another, has begun."""

from __future__ import annotations

from contextlib import suppress

import psutil


def children(title: str, of: int | None = None) -> list[psutil.Process]:
    """Living descendants of a process (this one), with this in their titles; a zombie has none any more."""
    found = []
    for one in psutil.Process(of).children(recursive=True):
        with suppress(psutil.Error):
            if title in " ".join(one.cmdline()):
                found.append(one)
    return found
