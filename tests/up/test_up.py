"""`make run`, after its set-up: the whole studio on this machine, ended and killed."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mixer.protocol import locks
from studio.air.processes.show_paths import ShowPaths
from tests.up.studio import START_S, STOP_S, Studio
from tests.up.test_ingest import push
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
WANTED = "from studio.models import Show; print('wanted:', Show.objects.get().wanted)"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path).with_a_show()
    yield studio
    for lock in (tmp_path / "run").glob("up.lock"):
        if pid := locks.owner(lock):
            os.kill(pid, signal.SIGTERM)
    until(lambda: not studio.processes(), seconds=STOP_S)


def on_air(studio: Studio) -> int:
    """The mixer's process, once there are segments; 0 before."""
    return (locks.owner(ShowPaths(studio.home, studio.show_id).lock) or 0) if ".m4s" in studio.playlist else 0


@pytest.mark.ordinary
def test_one_start_and_everything_answers_and_one_signal_and_everything_is_closed(studio: Studio) -> None:
    supervisor = studio.start()
    link = studio.link(supervisor)
    here = f"http://127.0.0.1:{studio.port}"
    assert link.startswith(f"{here}/link/") and "<form" in studio.get(link.removeprefix(here))
    until(lambda: on_air(studio), seconds=START_S)
    until(lambda: studio.pid_of("speech") and studio.pid_of("translate"), seconds=START_S)
    assert studio.manage("up").startswith(f"Console: {here}/link/")
    studio.end(supervisor)
    assert supervisor.returncode == 0
    assert studio.playlist.rstrip().endswith("#EXT-X-ENDLIST")
    assert until(lambda: not studio.processes())
    assert "wanted: True" in studio.manage("shell", "-v0", "-c", WANTED)
    secret = link.rstrip("/").rpartition("/")[2]
    assert not [path for path in (studio.home / "log").iterdir() if secret in path.read_text(errors="replace")]


def test_after_kill_9_the_show_stays_on_air_and_the_next_start_adopts_it(studio: Studio) -> None:
    supervisor = studio.start()
    studio.link(supervisor)
    mixer = until(lambda: on_air(studio), seconds=START_S)
    studio.end(supervisor, signal.SIGKILL)
    segments = studio.playlist.count(".m4s")
    until(lambda: studio.playlist.count(".m4s") > segments or "#EXT-X-MEDIA-SEQUENCE:0" not in studio.playlist)
    supervisor = studio.start()
    studio.link(supervisor)
    assert "stayed on air" in studio.said and on_air(studio) == mixer
    assert "#EXT-X-DISCONTINUITY\n" not in studio.playlist
    studio.end(supervisor)


def test_what_nobody_wants_on_air_any_more_is_ended_by_the_next_start(studio: Studio) -> None:
    supervisor = studio.start()
    studio.link(supervisor)
    mixer = until(lambda: on_air(studio), seconds=START_S)
    studio.end(supervisor, signal.SIGKILL)
    os.kill(mixer, signal.SIGKILL)  # it would see for itself that nobody wants the show
    studio.manage("shell", "-v0", "-c", "from studio.models import Show; Show.objects.update(wanted=False)")
    supervisor = studio.start()
    studio.link(supervisor)
    assert "nobody wants" in studio.said
    assert locks.owner(ShowPaths(studio.home, studio.show_id).lock) is None
    assert studio.playlist.rstrip().endswith("#EXT-X-ENDLIST")
    studio.end(supervisor)


def test_programs_come_back_when_they_die_and_a_camera_is_let_in_by_its_key(studio: Studio) -> None:
    supervisor = studio.start()
    studio.link(supervisor)
    for name in ("web", "redis", "ingest"):
        killed = studio.pid_of(name)
        os.kill(killed, signal.SIGKILL)
        until(lambda name=name, killed=killed: studio.pid_of(name) not in (0, killed))  # type: ignore[misc]
    until(lambda: studio.is_ready, seconds=START_S)
    address = f"rtmp://127.0.0.1:{studio.rtmp_port}/live/"
    with push(address + studio.stream_key.replace("key=", "key=x"), 60) as stranger:
        stranger.communicate(timeout=30)
        assert stranger.returncode != 0
    camera = push(address + studio.stream_key, 60)
    until(lambda: studio.source_state() == "live", seconds=START_S)
    assert camera.poll() is None
    camera.kill()
    camera.communicate()
    studio.end(supervisor)


def test_a_taken_port_is_named_and_nothing_is_started(studio: Studio) -> None:
    with socket.create_server(("127.0.0.1", studio.port)):
        supervisor = studio.start()
        supervisor.communicate(timeout=START_S)
    assert supervisor.returncode == 1
    assert f"Port {studio.port} is taken" in studio.said and f"make run PORT={studio.port + 1}" in studio.said
    assert studio.processes() == []


def test_redis_may_stand_still_and_the_show_goes_on_and_can_be_directed(studio: Studio) -> None:
    supervisor = studio.start()
    studio.link(supervisor)
    until(lambda: on_air(studio), seconds=START_S)
    redis = studio.pid_of("redis")
    os.kill(redis, signal.SIGSTOP)
    try:
        until(lambda: last_segment(studio) >= 6, seconds=START_S)
        answer = studio.post(f"/api/v1/shows/{studio.show_id}/cut")
        assert answer["frame"] > 0
        seen = last_segment(studio)
        until(lambda: last_segment(studio) >= seen + 3, seconds=START_S)
    finally:
        os.kill(redis, signal.SIGCONT)
    assert "#EXT-X-DISCONTINUITY\n" not in studio.playlist
    until(lambda: studio.is_ready, seconds=START_S)
    studio.end(supervisor)


def last_segment(studio: Studio) -> int:
    """How many segments the programme has had."""
    numbers = re.findall(r"^seg-(\d+)", studio.playlist, re.MULTILINE)
    return int(numbers[-1]) if numbers else -1
