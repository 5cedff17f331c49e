"""How loud a file is played: its item's own gain, and what brings it to the loudness that a rundown is levelled to."""

from __future__ import annotations

from typing import Any

from studio.rundowns.known import File

LIFT_MOST_DB = 12.0  # more would bring up the noise of what was meant to be quiet
PEAK_MOST_DBTP = -1.0  # EBU R 128
GAIN_LEAST_DB, GAIN_MOST_DB = -90.0, 20.0


def gain_of(item: dict[str, Any], asset: File, target_lufs: float | None) -> float:
    """The gain of an item's sound, in dB."""
    level = levelling(asset, target_lufs) if item["level"] and target_lufs is not None else 0.0
    return round(min(max(float(item["gain_db"]) + level, GAIN_LEAST_DB), GAIN_MOST_DB), 2)


def levelling(asset: File, target_lufs: float) -> float:
    """The dB that bring a file to a loudness; 0 where its own is not known, as of silence and of what is very short."""
    if asset.loudness_lufs is None:
        return 0.0
    gain = min(target_lufs - asset.loudness_lufs, LIFT_MOST_DB)
    return gain if asset.true_peak_db is None else min(gain, PEAK_MOST_DBTP - asset.true_peak_db)
