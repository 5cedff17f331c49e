"""What a mixer tells of a show that runs, in the words of the control protocol, and how a page of metrics is read."""

from __future__ import annotations

from typing import Any

from prometheus_client.parser import text_string_to_metric_families as parsed

from mixer.feed.health import health_of
from mixer.feed.messages import Vitals
from tests.studio.makers import client_of

SOURCE = {
    "state": "live", "text": "live", "restarts": 1, "fallback": {"step": 1},
    "health": health_of(Vitals(fps=25.0, kbps=3000.0, frozen_s=1.5, late=3), age_ms=40, lives=3),
}  # fmt: skip
TOLD: dict[str, Any] = {
    "show": {"canvas": {"rate": "30000/1001"}, "sources": [{"id": "src_a", "name": "Field camera"}]},
    "status": {
        "frame": 1234, "late": 5, "left_out": 6, "overloads": 1, "fps": 29.97, "uptime_s": 41.0, "worst_gap_ms": 33.9,
        "frame_ms": {"p50": 1.7, "p99": 3.6}, "encode_lag_frames": 1, "encoder": {"picture_ms": 8.0},
        "overload": {"level": 2}, "delay": {"frames": 30}, "decoding": {"most": 6, "now": 3, "asleep": 0},
        "sound": {"limited": 0.1, "silent_s": 0.0, "lufs_m": -23.0, "lufs_s": -23.1, "lufs_i": -23.2},
        "subscribers": 3, "sources": {"src_a": SOURCE},
    },
    "machine": {
        "cpu": 0.5, "show_cores": 1.5, "memory_mb": 800, "disk": {"free_gb": 20.0, "minutes": 90.0},
        "outputs": {
            "dst_r": {"kbps": 4200.0, "behind_s": None, "reconnects": 0, "left_out": 0, "seconds": 60.0, "bytes": 9000},
            "dst_t": {"kbps": 0.0, "behind_s": 2.5, "reconnects": 3, "left_out": 7, "seconds": 50.0, "bytes": 8000},
        },
    },
    "destinations": [
        {"id": "dst_r", "kind": "record", "name": "Recording", "on": True, "state": "running"},
        {"id": "dst_t", "kind": "relay", "name": "Elsewhere", "on": True, "state": "retrying"},
    ],
    "recording": {"on": True, "since": 1.0, "id": "rec_1", "name": "Night", "text": ""},
    "captions": {"state": "listening", "lag_s": 2.5, "backlog_s": 1.0, "pass_cost_s": 0.4, "queue": 2, "lines": 40,
                 "gap": 1, "untranslated": 2},
    "alerts": [
        {"level": "error", "resolved": None, "acknowledged": None},
        {"level": "error", "resolved": None, "acknowledged": {"by": "kim", "time": 1.0}},
        {"level": "warning", "resolved": 5.0, "acknowledged": None},
    ],
    "rehearsing": False, "upgrade": None,
}  # fmt: skip


def scraped(role: str = "viewer", show: Any = None) -> dict[tuple[str, ...], float]:
    """What a token of this role reads: by name and the values of the labels, in the order of their names."""
    answer = client_of(role, show).get("/metrics")
    assert answer.status_code == 200
    return read(answer.content.decode())


def read(page: str) -> dict[tuple[str, ...], float]:
    """A page of metrics. Raises ValueError where Prometheus could not read it."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in parsed(page)
        for sample in family.samples
    }
