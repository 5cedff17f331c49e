"""How a machine made of paper is doing, and who is at its show."""

from __future__ import annotations

from typing import Any

HEALTH: dict[str, Any] = {
    "age_ms": 33, "reconnects": 0, "fps": 29.97, "kbps": 3920.0, "late": 0,
    "black_s": 0.0, "frozen_s": 0.0, "silent_s": 0.0,
}  # fmt: skip
MACHINE: dict[str, Any] = {
    "cpu": 0.61,
    "cores": 2,
    "show_cores": 1.1,
    "memory_mb": 1312,
    "processes": 15,
    "disk": {"free_gb": 41.2, "minutes": 1330.0},
    "outputs": {
        "dst_hls": {"kbps": 4100.0, "behind_s": None, "reconnects": 0, "left_out": 0},
        "dst_rec": {"kbps": 4130.0, "behind_s": None, "reconnects": 0, "left_out": 0},
        "dst_tube": {"kbps": 4090.0, "behind_s": 0.2, "reconnects": 1, "left_out": 0},
    },
}
PEOPLE = [
    {"name": "Ada Holt (ada)", "role": "director"},
    {"name": "Li Wei (li)", "role": "director"},
    {"name": "Sam (sam)", "role": "producer"},
]
TAKES: list[dict[str, Any]] = [
    {"by": "Ada Holt (ada)", "verb": "cut", "scene": "scn_wide", "time": 1_795_000_000.0, "frame": 900},
    {"by": "Li Wei (li)", "verb": "auto", "scene": "scn_pip", "time": 1_795_000_007.0, "frame": 1110},
]
