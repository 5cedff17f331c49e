"""The programme goes on, or comes back as it was, whatever is pulled out from between the web and the engine."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from studio.air.control.commands import send_command, status_of
from studio.air.control.dial import dial
from tests.journeys.on_air import PATIENCE_S, ROOT, SHOW, Air, environment, living, make_home, manage
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    make_home(home)
    return home


@pytest.fixture
def air(template: Path, tmp_path: Path, settings: Any) -> Iterator[Air]:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    settings.TALLY_HOME = home
    found = Air(home)
    yield found
    found.clean_up()


def without_frame(desk: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in desk.items() if name != "frame"}


async def soon(ask: Callable[[], Awaitable[Any]], what: str) -> Any:
    """`until` for questions that have to be awaited."""
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := await ask()):
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
        await asyncio.sleep(0.05)
    return answer


async def desk_on_air() -> dict[str, Any]:
    """The desk, once an engine plays it."""

    async def ask() -> Any:
        seen = await status_of(SHOW)
        return seen.get("desk") if seen.get("status") else None

    return dict(await soon(ask, "a desk on air"))


async def do(**command: Any) -> dict[str, Any]:
    answer = await send_command(SHOW, command)
    assert answer["ok"], answer
    return answer


# -- the engine ------------------------------------------------------------------------------------


async def test_a_killed_engine_comes_back_with_the_same_desk(air: Air) -> None:
    air.on_air()
    await do(verb="cut")
    await do(verb="overlay", overlay="ovl_a", on=True, fields={"title": "Ada Lovelace"})
    await do(verb="sound", source="src_b", gain_db=-6.0, mode="on")
    await do(verb="start_recording")
    record, hls, before = air.pid("record"), air.pid("hls"), await desk_on_air()
    air.goes_on(2)
    engine, sequence = air.pid("engine"), air.media_sequence()
    os.kill(engine, signal.SIGKILL)
    air.another("engine", than=engine)
    air.goes_on(3)
    after = await desk_on_air()
    assert without_frame(after) == without_frame(before)
    assert (await do(verb="cut"))["frame"] > before["frame"], "frame numbers go on"
    assert "#EXT-X-DISCONTINUITY\n" in air.playlist()
    assert air.playlist().count("#EXT-X-MAP") == 2, "the new engine has an init file of its own"
    assert air.media_sequence() >= sequence
    assert air.gaps() == []
    assert (air.pid("record"), air.pid("hls")) == (record, hls), "the ways out stayed"
    await do(verb="stop_recording")
    until(lambda: not living(record), "the recording to be finished")
    assert seconds_of(air) > 3


# What is on program is not deleted, as far as that can be known: here as if nobody could say what is.
DELETE_SOURCE = """
from studio.shows import edits, on_program, rows
on_program.on_program = lambda show_id: []
edits.edit("shw_test", lambda show: rows.remove(show, "sources", "src_a"))
"""


async def test_what_was_deleted_stays_on_program_through_a_restart_until_a_take(air: Air) -> None:
    air.on_air()
    assert (await desk_on_air())["program"] == "src_a"
    await asyncio.to_thread(manage, air.home, "shell", "-v0", "-c", DELETE_SOURCE)

    async def waiting() -> Any:
        desk = await desk_on_air()
        return desk["changes_waiting"] and desk

    before = await soon(waiting, "the edit to wait for a take")
    engine = air.pid("engine")
    os.kill(engine, signal.SIGKILL)
    air.another("engine", than=engine)
    air.goes_on(2)
    assert without_frame(await desk_on_air()) == without_frame(before)
    assert (before["program"], before["preview"], before["revision"]) == ("src_a", "src_b", 2)

    async def sources() -> dict[str, Any]:
        return dict((await status_of(SHOW))["status"]["sources"])

    async def alive() -> bool:
        return str((await sources())["src_a"]["state"]) == "live"

    async def gone() -> bool:
        return "src_a" not in await sources()

    await soon(alive, "the deleted source to be live again")
    await do(verb="cut")
    assert not (await desk_on_air())["changes_waiting"]
    await soon(gone, "the deleted source to end")


def seconds_of(air: Air) -> float:
    """How much of the recording can be decoded."""
    total = 0.0
    for path in sorted(air.paths.recordings.glob("*.mp4")):
        with av.open(str(path)) as container:
            total += sum(1 for _ in container.decode(video=0)) / 30
    return total


async def test_an_engine_that_hangs_is_replaced(air: Air) -> None:
    air.on_air()
    engine = air.pid("engine")
    os.kill(engine, signal.SIGSTOP)
    air.another("engine", than=engine)
    air.goes_on()
    until(lambda: "engine_restarted" in air.codes(), "the event")


async def test_the_media_sequence_never_goes_back(air: Air) -> None:
    air.on_air()
    seen = [air.media_sequence()]
    for _ in range(2):
        engine, goal = air.pid("engine"), air.next_segment() + 2
        os.kill(engine, signal.SIGKILL)
        while air.next_segment() < goal:
            seen.append(air.media_sequence())
            await asyncio.sleep(0.02)
            assert len(seen) < 3000
        assert air.another("engine", than=engine)
    assert seen == sorted(seen)


# -- runmixer --------------------------------------------------------------------------------------


async def test_the_programme_outlives_runmixer_and_the_next_one_adopts_it(air: Air) -> None:
    runmixer = air.on_air()
    await do(verb="cut")
    await do(verb="start_recording")
    running = {name: air.pid(name) for name in ("engine", "hls", "record")}
    before = await desk_on_air()
    runmixer.kill()
    runmixer.wait()
    assert not (await status_of(SHOW))["on_air"]
    air.goes_on(2)
    air.launch()
    assert without_frame(await desk_on_air()) == without_frame(before)
    assert (await do(verb="cut"))["frame"] > before["frame"]
    assert {name: air.pid(name) for name in running} == running

    async def recording() -> Any:
        return (await status_of(SHOW))["recording"]["on"]

    await soon(recording, "the recording to be adopted")
    until(lambda: "engine_adopted" in air.codes(), "the event")
    assert "#EXT-X-DISCONTINUITY\n" not in air.playlist(), "nobody who watches has noticed"
    assert air.gaps() == []


async def test_sigterm_closes_the_files_and_ends_the_playlist(air: Air) -> None:
    runmixer = air.on_air()
    await do(verb="start_recording")
    running = [air.pid(name) for name in ("engine", "hls", "record")]
    air.goes_on(2)
    runmixer.terminate()
    assert runmixer.wait(PATIENCE_S) == 0
    assert not any(living(pid) for pid in running)
    assert air.playlist().rstrip().endswith("#EXT-X-ENDLIST")
    (note,) = (json.loads(path.read_text()) for path in air.paths.recordings.glob("*.json"))
    assert note["state"] == "finished"
    assert seconds_of(air) > 1
    assert air.rows("SELECT state FROM studio_recording") == [("finished",)]
    assert not air.paths.run.exists()


async def test_of_two_launches_one_plays_the_show(air: Air) -> None:
    first, second = air.launch(), air.launch()
    loser = until(lambda: next((one for one in (first, second) if one.poll() is not None), None), "one to give way")
    assert loser and loser.returncode == 0
    assert loser.stdout and f"{SHOW} is on air already" in loser.stdout.read()
    winner = first if loser is second else second
    air.goes_on(2)
    assert winner.poll() is None
    engines = [one for one in psutil.Process(winner.pid).children() if "engine" in one.cmdline()]
    assert len(engines) == 1


async def test_a_show_deleted_or_taken_over_is_stopped_and_an_old_heartbeat_is_not_enough(air: Air) -> None:
    runmixer = air.on_air()
    write(air, "UPDATE studio_lease SET heartbeat = '2001-01-01 00:00:00'")
    second = air.launch()
    assert second.wait(PATIENCE_S) == 0, "the lock decides, not the heartbeat"
    assert runmixer.poll() is None
    write(air, "UPDATE studio_lease SET fencing = fencing + 1, host = 'elsewhere'")
    assert runmixer.wait(PATIENCE_S) == 0


def write(air: Air, query: str) -> None:
    def once() -> bool:
        import sqlite3

        connection = sqlite3.connect(air.home / "tally.sqlite3", timeout=5)
        try:
            with connection:
                return connection.execute(query).rowcount > 0
        finally:
            connection.close()

    until(once, query)


# -- the database ----------------------------------------------------------------------------------


async def test_a_locked_database_holds_nothing_up_on_air(air: Air) -> None:
    air.on_air()
    until(lambda: air.rows("SELECT 1 FROM studio_lease"), "the lease")
    with air.locked_database():
        frames = [(await do(verb="cut"))["frame"] for _ in range(3)]
        await do(verb="start_recording")
        air.pid("record")
        engine = air.pid("engine")
        air.goes_on(4)
        os.kill(engine, signal.SIGKILL)
        air.another("engine", than=engine)
        air.goes_on(2)
        frames.append((await do(verb="cut"))["frame"])
        assert "recording_started" not in air.codes()
    assert frames == sorted(frames)
    until(lambda: {"recording_started", "engine_restarted"} <= set(air.codes()), "the events that waited")
    assert air.codes().index("recording_started") < air.codes().index("engine_restarted")
    until(lambda: air.rows("SELECT state FROM studio_recording") == [("recording",)], "the recording's row")
    assert air.gaps() == []


async def test_a_show_goes_on_air_while_the_database_is_locked(air: Air) -> None:
    with air.locked_database():
        air.on_air()
        await do(verb="cut")
    until(lambda: air.rows("SELECT 1 FROM studio_lease"), "the lease")


async def test_an_edit_that_the_mixer_missed_is_loaded(air: Air) -> None:
    air.on_air()
    await desk_on_air()
    write(air, "UPDATE studio_show SET name = 'Edited', revision = revision + 1")

    async def ask() -> Any:
        return (await desk_on_air())["revision"] == 2 and (await status_of(SHOW))["show"]["name"] == "Edited"

    await soon(ask, "revision 2 on air")


# -- who does not read -----------------------------------------------------------------------------


async def test_a_client_that_reads_nothing_is_cut_off_and_costs_nobody_anything(air: Air) -> None:
    runmixer = air.on_air()
    async with await dial(SHOW) as deaf, await dial(SHOW) as other:
        everything = {"monitors": ["program", "preview"], "tiles": True, "meters": True}
        await deaf.send(json.dumps({"type": "watch", **everything}))
        deaf.transport.pause_reading()
        before = psutil.Process(runmixer.pid).memory_info().rss
        statuses = 0
        while len(clients_of(runmixer.pid)) > 1:
            message = json.loads(await asyncio.wait_for(other.recv(), PATIENCE_S))
            statuses += message["type"] == "status"
            assert statuses < PATIENCE_S, "the deaf client is cut off"
        assert psutil.Process(runmixer.pid).memory_info().rss - before < 30_000_000
        deaf.transport.abort()
    assert air.gaps() == []


def clients_of(pid: int) -> list[Any]:
    """The control socket's open connections."""
    return [one for one in psutil.Process(pid).net_connections("unix") if str(one.laddr).endswith("control.sock")][1:]


@asynccontextmanager
async def daphne(air: Air, port: int) -> AsyncIterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "studio.asgi:application"],
        cwd=ROOT, env=environment(air.home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def browser(port: int, token: str, path: str = "") -> ClientConnection:
    """A console's WebSocket, once the web server answers."""

    async def ask() -> Any:
        try:
            address = f"ws://127.0.0.1:{port}/ws/shows/{SHOW}/{path}"
            who = {"Authorization": f"Bearer {token}"}
            return await connect(address, additional_headers=who, max_queue=4, proxy=None, compression=None)
        except (OSError, InvalidHandshake):
            return None

    connection: ClientConnection = await soon(ask, "the web server")
    return connection


async def heard(socket: ClientConnection, kind: str, **parts: Any) -> dict[str, Any]:
    """The next message of this kind that has these parts."""
    async with asyncio.timeout(PATIENCE_S):
        async for text in socket:
            if isinstance(text, bytes):
                continue
            message: dict[str, Any] = json.loads(text)
            if message.get("type") == kind and all(message.get(name) == part for name, part in parts.items()):
                return message
    raise AssertionError(f"the socket ended before a {kind} {parts}")


async def test_the_web_server_is_killed_and_the_console_comes_back_to_the_same_show(air: Air) -> None:
    air.on_air()
    token, port = manage(air.home, "token", "test", "--role", "director").strip(), free_port()
    async with daphne(air, port):
        console = await browser(port, token)
        await heard(console, "snapshot", link="up")
        await console.send(json.dumps({"type": "command", "id": "1", "verb": "cut"}))
        assert (await heard(console, "answer", id="1"))["ok"]
    await console.wait_closed()
    air.goes_on(2)
    async with daphne(air, port):
        console = await browser(port, token)
        snapshot = await heard(console, "snapshot", link="up")
        assert without_frame(snapshot["desk"]) == without_frame(air.desk_file())
        await console.close()
    assert air.gaps() == []


async def test_the_console_sees_the_mixer_go_and_come_back(air: Air) -> None:
    runmixer = air.on_air()
    token, port = manage(air.home, "token", "test", "--role", "director").strip(), free_port()
    async with daphne(air, port):
        console = await browser(port, token)
        await heard(console, "snapshot", link="up")
        runmixer.kill()
        await heard(console, "link", state="down")
        await console.send(json.dumps({"type": "command", "id": "2", "verb": "cut"}))
        assert not (await heard(console, "answer", id="2"))["ok"], "refused at once, not queued"
        air.launch()
        await heard(console, "link", state="up")
        await console.close()


async def test_a_browser_that_reads_nothing_is_closed_and_the_others_notice_nothing(air: Air) -> None:
    air.on_air()
    token, port = manage(air.home, "token", "test", "--role", "director").strip(), free_port()
    async with daphne(air, port) as web:
        deaf, console = await browser(port, token, "monitor/program/"), await browser(port, token)
        deaf.transport.pause_reading()
        before, reading = psutil.Process(web.pid).memory_info().rss, 0
        while len(sockets_of(web.pid, port)) > 1:
            assert await heard(console, "status")
            reading += 1
            await console.send(json.dumps({"type": "ack", "n": reading}))
            assert reading < PATIENCE_S, "the deaf browser is closed"
        assert psutil.Process(web.pid).memory_info().rss - before < 30_000_000
        deaf.transport.abort()
        await console.close()
    assert air.gaps() == []


def sockets_of(pid: int, port: int) -> list[Any]:
    return [
        one for one in psutil.Process(pid).net_connections("tcp")
        if one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port
    ]  # fmt: skip


async def test_a_huge_message_closes_the_socket(air: Air) -> None:
    token, port = manage(air.home, "token", "test", "--role", "director").strip(), free_port()
    async with daphne(air, port):
        console = await browser(port, token)
        await heard(console, "snapshot", link="down")
        with pytest.raises(ConnectionClosed):
            await console.send("x" * 3_000_000)
            await heard(console, "never")
        assert console.close_code in (1009, 1006)
