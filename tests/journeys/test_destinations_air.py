"""A relay on air: what it sends arrives, it outlives runmixer, and no fault of it or its server reaches others."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from studio.air.control.commands import status_of
from tests.journeys.on_air import SHOW, Air, living, make_home, manage
from tests.journeys.test_faults_air import do, soon
from tests.mixer.outputs.test_relay_sends import frames_in, free_port, server, tcp_listens
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
KEY = "SeCrEt?x=1&y=2"
ADD_RELAY = """
from studio.shows import files, rows
from studio.shows.models import Show
relay = {{"name": "Elsewhere", "output": {{"kind": "relay", "server": "rtmp://127.0.0.1:{port}/live"}}}}
row = rows.add(Show.objects.get(), "destinations", {{**relay, "secrets": {{"key": "{key}"}}}})
files.write("{show}")
print(row.pk)
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    make_home(home)
    return home


@pytest.fixture
def air(template: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Air]:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    settings.TALLY_HOME = home
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")
    found = Air(home)
    yield found
    found.clean_up()


def add_relay(air: Air, port: int) -> str:
    return manage(air.home, "shell", "-v0", "-c", ADD_RELAY.format(port=port, key=KEY, show=SHOW)).strip()


async def told(relay: str) -> dict[str, Any]:
    listed = (await status_of(SHOW)).get("destinations") or []
    return next((one for one in listed if one["id"] == relay), {})


async def until_state(relay: str, state: str) -> dict[str, Any]:
    async def ask() -> Any:
        found = await told(relay)
        return found if found.get("state") == state else None

    return dict(await soon(ask, f"the relay to be {state}"))


def ffmpeg_of(air: Air, relay: str) -> int:
    [found] = psutil.Process(air.pid(f"relay-{relay}")).children()
    return found.pid


async def test_it_is_started_by_a_director_arrives_outlives_runmixer_and_is_stopped(air: Air, tmp_path: Path) -> None:
    port, out = free_port(), tmp_path / "out.flv"
    relay = add_relay(air, port)
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", out) as receiver:
        until(tcp_listens(port))
        runmixer = air.on_air()
        assert (await told(relay))["state"] == "off", "it waits for a director"
        await do(verb="start_destination", destination=relay)
        assert "127.0.0.1" in (await until_state(relay, "running"))["text"]
        program, ffmpeg = air.pid(f"relay-{relay}"), ffmpeg_of(air, relay)
        until(lambda: codes_about(air, relay) == ["destination_started", "relay_live"], "its history")

        runmixer.send_signal(signal.SIGKILL)
        runmixer.wait()
        air.launch()
        await until_state(relay, "running")
        assert (air.pid(f"relay-{relay}"), ffmpeg_of(air, relay)) == (program, ffmpeg), "it went on by itself"
        no_secret_anywhere(air, [program, ffmpeg])

        await do(verb="stop_destination", destination=relay)
        assert receiver.wait(20) == 0
    assert (await until_state(relay, "off"))["on"] is False and not living(program) and not living(ffmpeg)
    assert frames_in(out) >= 30
    air.goes_on(2)
    assert air.gaps() == [] and "#EXT-X-DISCONTINUITY\n" not in air.playlist()
    until(lambda: codes_about(air, relay)[-1] == "destination_stopped", "its history")


def codes_about(air: Air, relay: str) -> list[str]:
    query = "SELECT code FROM studio_event WHERE about = ? ORDER BY time, id"
    with sqlite3.connect(air.home / "tally.sqlite3") as database:
        return [row[0] for row in database.execute(query, (relay,))]


def no_secret_anywhere(air: Air, pids: list[int]) -> None:
    """Neither in a file of the studio nor in what `ps` shows."""
    for path in air.home.rglob("*"):
        if path.is_file() and not path.is_socket():
            assert b"SeCrEt" not in path.read_bytes(), path
    for pid in [*pids, *air.owners()]:
        for name in ("cmdline", "environ"):
            assert b"SeCrEt" not in Path(f"/proc/{pid}/{name}").read_bytes()


async def test_a_server_that_dies_and_a_killed_relay_cost_the_programme_nothing(air: Air, tmp_path: Path) -> None:
    port = free_port()
    relay = add_relay(air, port)
    air.on_air()
    await do(verb="start_destination", destination=relay)
    assert "refused" in (await until_state(relay, "retrying"))["text"].lower()
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", tmp_path / "one.flv") as receiver:
        await until_state(relay, "running")
        receiver.kill()
        await until_state(relay, "retrying")
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", tmp_path / "two.flv"):
        await until_state(relay, "running")
        program, ffmpeg = air.pid(f"relay-{relay}"), ffmpeg_of(air, relay)
        os.kill(program, signal.SIGKILL)
        until(lambda: not living(ffmpeg), "its ffmpeg to end with it")
        assert air.another(f"relay-{relay}", than=program) != program
    air.goes_on(2)
    assert air.gaps() == [] and "#EXT-X-DISCONTINUITY\n" not in air.playlist()


async def test_an_engine_that_comes_back_is_relayed_again(air: Air, tmp_path: Path) -> None:
    port = free_port()
    relay = add_relay(air, port)
    air.on_air()
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", tmp_path / "one.flv") as first:
        until(tcp_listens(port))
        await do(verb="start_destination", destination=relay)
        await until_state(relay, "running")
        os.kill(air.pid("engine"), signal.SIGKILL)
        first.wait(20)
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", tmp_path / "two.flv"):
        await until_state(relay, "running")
    assert frames_in(tmp_path / "one.flv") > 0
