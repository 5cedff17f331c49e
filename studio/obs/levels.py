"""Levels as OBS says them: decibels, and a factor (`mul`). Pure."""

from __future__ import annotations

from math import log10

SILENT_DB = -90.0  # the lowest that a fader of ours has, and all that is heard there is nothing
LOUDEST_DB = 20.0
OBS_SILENT_DB = -100.0  # which OBS calls what is silent


def mul_of(db: float) -> float:
    """The factor of so many decibels; 0 at the end of the fader."""
    return 0.0 if db <= SILENT_DB else 10.0 ** (db / 20.0)


def db_of(mul: float) -> float:
    """Decibels of a factor, not below what OBS calls silent."""
    return OBS_SILENT_DB if mul <= 0.0 else max(OBS_SILENT_DB, 20.0 * log10(mul))


def told_db(db: float) -> float:
    return OBS_SILENT_DB if db <= SILENT_DB else db


def fader_db(db: float) -> float:
    """The nearest that a fader of ours can stand at."""
    return min(LOUDEST_DB, max(SILENT_DB, db))
