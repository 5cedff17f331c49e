"""Why a mixer did not obey, in the protocol's numbers. Pure."""

from __future__ import annotations

from typing import Any

from studio.obs.protocol import Refused, Status

STATUSES = {
    **dict.fromkeys(("off_air", "link_down", "engine_down", "no_answer", "busy", "void", "too_late"), Status.NOT_READY),
    **dict.fromkeys(("unknown_scene", "unknown_source", "unknown_overlay"), Status.NOT_FOUND),
    "already_recording": Status.OUTPUT_RUNNING,
    "not_recording": Status.OUTPUT_NOT_RUNNING,
    "no_recording": Status.OUTPUT_DISABLED,
    "disk_full": Status.NO_ROOM,
    "out_of_range": Status.OUT_OF_RANGE,
    **dict.fromkeys(("no_film", "no_hand"), Status.WRONG_STATE),
}


def refused_by(answer: dict[str, Any]) -> Refused:
    """The refusal that a mixer's answer is; its own words go along."""
    return Refused(STATUSES.get(str(answer.get("code")), Status.FAILED), str(answer.get("error") or "It was refused."))
