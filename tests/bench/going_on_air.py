"""A rehearsed show goes on air: its ways out start up beside a programme that runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx

from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import SHOW, Stack, files, studio
from tests.waiting import until

TIMES, SETTLE_S, WINDOW_S = 3, 15.0, 8.0


def going_on_air_late_frames() -> Iterator[Figure]:
    """Late frames in the seconds after `go_on_air`, six sources of 720p30 on program, the worst of some times."""
    with inputs(20) as folder, studio(files(folder)) as stack, api_of(stack) as api:
        seen = [goes_on_air(api) for _ in range(TIMES)]
    about = {"times": [one for one, _ in seen], "frames": sum(frames for _, frames in seen)}
    yield Figure("going_on_air_late_frames", max(one for one, _ in seen), "frames", "0", about)


def goes_on_air(api: httpx.Client) -> tuple[int, int]:
    """How many frames were late after it, of how many."""
    api.post("stop").raise_for_status()
    until(lambda: not told(api).get("status"), "the show to be off air")
    api.post("start", json={"rehearse": True}).raise_for_status()
    until(lambda: told(api).get("status"), "the rehearsal")
    api.post("preview", json={"scene": "scn_grid"}).raise_for_status()
    api.post("cut").raise_for_status()
    time.sleep(SETTLE_S)
    before = told(api)["status"]
    api.post("go_on_air").raise_for_status()
    time.sleep(WINDOW_S)
    after = told(api)
    assert after["on_air"], "the show is on air"
    return after["status"]["late"] - before["late"], after["status"]["frame"] - before["frame"]


def told(api: httpx.Client) -> dict[str, Any]:
    return dict(api.get("status").raise_for_status().json())


def api_of(stack: Stack) -> httpx.Client:
    base = f"http://127.0.0.1:{stack.port}/api/v1/shows/{SHOW}/"
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {stack.token()}"}, timeout=20)
