"""The recordings of a paper show: one that runs, one that is finished and can be played."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.mixer.outputs.test_trimming import recording


def part(id: str, seconds: float, number: int = 1) -> dict[str, Any]:
    address = f"/recordings/{id}/{number}"
    return {"seconds": seconds, "state": "finished", "play": f"{address}/play", "download": f"{address}/download"}


class PaperRecordings:
    """Answers as `shows/ID/recordings` does; a clip is done when it is asked for the second time after."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = [
            {
                "id": "rec_1", "name": "20261121-203000", "state": "finished", "seconds": 8.0, "bytes": 1_640_000_000,
                "started_at": "2026-11-21T20:30:00Z", "parts": [part("rec_1", 8.0)], "clips": [],
            },
            {
                "id": "rec_0", "name": "20261121-200000", "state": "recording", "seconds": 191.0, "bytes": 96_000_000,
                "started_at": "2026-11-21T20:00:00Z", "parts": [part("rec_0", 191.0)], "clips": [],
            },
        ]  # fmt: skip
        self.asked: list[dict[str, Any]] = []

    def rest(self, method: str, parts: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        row = next((one for one in self.rows if parts and one["id"] == parts[0]), None)
        if row is None:
            self._go_on()
            return 200, {"results": self.rows}
        if method == "DELETE":
            self.rows.remove(row)
            return 204, None
        if parts[1:] == ["trim"]:
            self.asked.append(body)
            clip = {
                "id": f"job_{len(self.asked)}",
                "name": body["name"] or "a clip",
                "state": "queued",
                "progress": 0.0,
            }
            row["clips"] = [clip | {"error": "", "asset": None}, *row["clips"]]
            return 202, row["clips"][0]
        row |= body
        return 200, row

    def _go_on(self) -> None:
        following = {"queued": ("running", 0.4), "running": ("done", 1.0)}
        for clip in (clip for row in self.rows for clip in row["clips"] if clip["state"] in following):
            clip["state"], clip["progress"] = following[clip["state"]]


@cache
def file() -> bytes:
    """Eight seconds of pictures."""
    return recording(False)
