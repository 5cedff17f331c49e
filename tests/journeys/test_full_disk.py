"""The disk fills up under a studio on air: the programme does not notice, what stops says so, and all comes back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from mixer.protocol.wire import JSON, Channel
from studio.air.processes.show_paths import ShowPaths
from tests.bench.stack import messages
from tests.journeys.on_air import owner_of
from tests.journeys.small_disk import INSIDE, Filler, may_mount, may_unshare, run_inside, small_disk
from tests.up.studio import ROOT, START_S, Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.alone, pytest.mark.timeout(300)]
DISK_MB = 180
LATE_MOST = 0.03  # a host may take its processors away for a moment; who waits for a disk is late for seconds
SHORT_SEGMENTS = """
from studio.shows.models import Show
Show.objects.update(encoding={"preset": "ultrafast", "video_kbps": 300, "segment_s": 1.0})
"""


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path | None]:
    """The mounted disk; None after the test was run in a namespace of its own instead."""
    if may_mount(tmp_path / "probe"):
        with small_disk(tmp_path / "disk", DISK_MB) as folder:
            yield folder
    elif os.environ.get(INSIDE) or not may_unshare():
        pytest.skip("nothing may be mounted here: neither as root nor in a namespace (unshare)")
    else:
        done = run_inside(request.node.nodeid)
        assert done.returncode == 0, done.stdout + done.stderr
        yield None


def test_a_full_disk_costs_the_programme_nothing_and_everything_comes_back_with_room(disk: Path | None) -> None:
    if disk is None:
        return
    studio = Studio(disk).with_a_show()
    studio.manage("shell", "-v0", "-c", SHORT_SEGMENTS)
    supervisor = studio.start()
    try:
        the_story(studio, Filler(disk))
    finally:
        studio.end(supervisor)


def test_a_start_on_a_full_disk_says_so_in_a_line(disk: Path | None) -> None:
    if disk is None:
        return
    studio = Studio(disk)
    Filler(disk).leave(0)
    up = [sys.executable, "manage.py", "up"]
    done = subprocess.run(up, cwd=ROOT, env=studio.env, capture_output=True, text=True, timeout=START_S)
    assert done.returncode == 1
    words = f"The disk that holds {disk} is full. Make room there, then start again."
    assert done.stderr.strip() == f"CommandError: {words}"


def the_story(studio: Studio, filler: Filler) -> None:
    paths = ShowPaths(studio.home, studio.show_id)
    until(lambda: studio.playlist.count(".m4s") >= 3, seconds=START_S)
    until(lambda: studio.record.get("ready"), seconds=START_S)
    before = pids(paths)
    control = watching(paths)
    record(studio, True)
    until(lambda: destination(studio, "record")["state"] == "running")
    until(lambda: recorded_s(paths) > 3)

    filler.leave(30)
    until(lambda: "only" in destination(studio, "record")["text"])
    assert "recording paused: only" in destination(studio, "record")["text"], "what stopped, and why"
    kept = recorded_s(paths)
    assert kept > 3, "what was recorded plays"

    filler.leave(0)
    goes_on(studio, 15)  # far beyond what was listed, and kept for slow players, when the disk was full
    refused = until(lambda: refusal(studio))  # until the database has used up the room inside its files
    goes_on(studio, 5)
    assert (refused["status"], refused["code"]) == (507, "disk_full")
    assert studio.post(f"/api/v1/shows/{studio.show_id}/cut")["ok"], "the show can be directed"
    assert json.loads(studio.get(f"/api/v1/shows/{studio.show_id}"))["name"] == "Small", "and looked at"
    with pytest.raises(urllib.error.HTTPError) as no_room:
        record(studio, False)
        until(lambda: not recording(studio)["on"] and recording(studio)["text"] == "")
        record(studio, True)
    assert json.loads(no_room.value.read())["code"] == "disk_full"
    assert pids(paths).items() >= {name: before[name] for name in ("engine", "hls")}.items(), "nobody died of it"
    assert late(control) < LATE_MOST, "part of the frames that came late since"
    control.close()

    os.kill(before["engine"], signal.SIGKILL)  # and if one does, it comes back on the full disk
    until(lambda: pids(paths).get("engine", before["engine"]) != before["engine"])
    goes_on(studio, 3)
    assert studio.post(f"/api/v1/shows/{studio.show_id}/cut")["ok"]

    filler.go()
    goes_on(studio, 2)
    until(lambda: not refusal(studio))
    record(studio, True)
    until(lambda: destination(studio, "record")["state"] == "running")
    until(lambda: {"disk_full", "engine_restarted"} <= codes(studio))
    until(lambda: {one["text"] for one in studio.record["programs"].values()} <= {"running", "done"})
    record(studio, False)
    until(lambda: recorded_s(paths) > kept)


# -- what can be seen ------------------------------------------------------------------------------


def pids(paths: ShowPaths) -> dict[str, int]:
    names = ("engine", "hls", "record")
    return {name: pid for name in names if (pid := owner_of(paths, name))}


def watching(paths: ShowPaths) -> Channel:
    channel = Channel.connect(paths.socket_of("engine"))
    channel.send_json({"hello": "control"})
    return channel


def late(control: Channel) -> float:
    """Which part of the frames came late since the connection was made."""
    told = [message.json() for message in messages(control, 2) if message.kind == JSON]
    first, *_, last = [one["status"] for one in told if "status" in one]
    return float((last["late"] - first["late"]) / (last["frame"] - first["frame"]))


def next_segment(studio: Studio) -> int:
    found = re.findall(r"^seg-(\d+)", studio.playlist, re.MULTILINE)
    return int(found[-1]) + 1 if found else 0


def goes_on(studio: Studio, segments: int) -> None:
    goal = next_segment(studio) + segments
    until(lambda: next_segment(studio) >= goal + 2 * segments)


def status(studio: Studio) -> dict[str, Any]:
    return dict(json.loads(studio.get(f"/api/v1/shows/{studio.show_id}/status")))


def destination(studio: Studio, name: str) -> dict[str, Any]:
    nothing = {"state": "", "text": ""}
    return next((one for one in status(studio)["destinations"] if one["kind"] == name), nothing)


def recording(studio: Studio) -> dict[str, Any]:
    return dict(status(studio)["recording"])


def record(studio: Studio, on: bool) -> None:
    studio.post(f"/api/v1/shows/{studio.show_id}/{'start' if on else 'stop'}_recording")


def refusal(studio: Studio) -> dict[str, Any]:
    """What an edit is refused with; empty when it is not. Each takes some room of the database."""
    try:
        strap = {"name": "Strap", "content": {"kind": "text"}, "fields": {"title": "x" * 1000}}
        studio.post(f"/api/v1/shows/{studio.show_id}/overlays", strap)
    except urllib.error.HTTPError as error:
        return dict(json.loads(error.read()))
    return {}


def codes(studio: Studio) -> set[str]:
    events = json.loads(studio.get(f"/api/v1/shows/{studio.show_id}/events"))
    return {event["code"] for event in events["results"]}


def recorded_s(paths: ShowPaths) -> float:
    """How much of the recordings can be decoded."""
    total = 0.0
    for path in paths.recordings.glob("*.mp4"):
        with av.open(str(path)) as container:
            total += sum(1 for _ in container.decode(video=0)) / 30
    return total
