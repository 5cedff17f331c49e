"""What commands make of a paper mixer's desk, and its meters."""

from __future__ import annotations

import math
import random
from typing import Any


def swapped(desk: dict[str, Any]) -> dict[str, Any]:
    return {**desk, "program": desk["preview"], "preview": desk["program"], "changes_waiting": False}


def changed_desk(desk: dict[str, Any], command: dict[str, Any]) -> dict[str, Any]:
    """The desk after a command: as much of a mixer as the console's tests need."""
    verb, rest = command["verb"], {key: value for key, value in command.items() if key not in ("id", "type", "verb")}
    if verb == "preview":
        return {**desk, "preview": rest["scene"]}
    if verb == "cut":
        return swapped(desk)
    if verb == "take":
        preview = desk["preview"] if rest["scene"] == desk["program"] else desk["program"]
        return {**desk, "program": rest["scene"], "preview": preview, "changes_waiting": False}
    if verb == "auto":
        kind = desk["transition"]["kind"]
        frames = max(1, desk["durations"][kind] * 30 // 1000)
        return {
            **desk,
            "running": {"kind": kind, "to": desk["preview"], "start_frame": desk["frame"], "frames": frames},
        }
    if verb == "tbar":
        return driven(desk, rest["position"])
    if verb == "rehearse_transition":
        kind = desk["transition"]["kind"]
        return {
            **desk,
            "rehearsal": {"kind": kind, "to": desk["preview"], "start_frame": desk["frame"], "frames": 15},
        }
    if verb == "ftb":
        return {**desk, "ftb": {**desk["ftb"], "on": not desk["ftb"]["on"]}}
    if verb == "transition":
        kind = rest.get("kind", desk["transition"]["kind"])
        durations = {**desk["durations"], **({kind: rest["duration_ms"]} if "duration_ms" in rest else {})}
        return {**desk, "transition": {**desk["transition"], **rest}, "durations": durations}
    if verb == "sound":
        source = rest.pop("source")
        now = desk["sound"][source]
        parts = {name: {**now[name], **one} if isinstance(one, dict) else one for name, one in rest.items()}
        return {**desk, "sound": {**desk["sound"], source: {**now, **parts}}}
    return {**desk, "master": {**desk["master"], **rest}}


def driven(desk: dict[str, Any], position: float) -> dict[str, Any]:
    """The desk with its T-bar here."""
    if position == 1:
        return {**swapped(desk), "running": None}
    if position == 0:
        return {**desk, "running": None}
    begun = {"kind": desk["transition"]["kind"], "to": desk["preview"], "start_frame": desk["frame"], "frames": 15}
    return {**desk, "running": {**(desk["running"] or begun), "held": position}}


def meters_of(desk: dict[str, Any], show: dict[str, Any], now: float) -> dict[str, Any]:
    """Something like speech and music on every strip."""

    def level(at: int) -> list[float]:
        swell = -16 - 5 * at + 9 * math.sin(now * (1.1 + at / 3)) * math.sin(now * 5.3 + at) + random.uniform(-3, 3)
        return [max(-90.0, swell), max(-90.0, swell - 1.5 + random.uniform(-1, 1))]

    sources: dict[str, dict[str, Any]] = {
        one["id"]: {"peak_db": level(at), "rms_db": level(at)} for at, one in enumerate(show["sources"])
    }
    for name, setting in desk["sound"].items():
        if setting["compressor"]["on"] or setting["auto_gain"]["on"]:
            sources[name] |= {"reduction_db": 4.2 + 2 * math.sin(now), "auto_gain_db": -1.5}
    program = {
        "peak_db": level(0),
        "rms_db": level(0),
        "lufs_m": -22.4 + math.sin(now),
        "lufs_s": -23.0,
        "lufs_i": -23.1,
        "limiting": False,
    }
    return {"frame": int(now * 30), "sources": sources, "program": program}
