"""The control socket itself: secrets, long paths, other hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from studio.air.control.commands import ask_to_stop, send_command
from studio.air.control.dial import dial
from studio.air.control.server import is_pass, make_pass
from studio.air.processes.show_paths import paths_of
from studio.shows.models import Lease
from tests.studio.air.rig import PaperMixer, a_show, paper_mixer
from tests.waiting import until_async

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_socket_deeper_than_107_bytes_works(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path / ("a" * 60) / ("b" * 60)
    show = await a_show()
    async with paper_mixer(show):
        assert len(str(paths_of(show.pk).control)) > 107
        assert (await send_command(show.pk, {"verb": "cut"}))["ok"]


async def test_the_first_message_is_the_snapshot(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    show = await a_show()
    async with paper_mixer(show), await dial(show.pk) as socket:
        first = json.loads(await socket.recv())
        assert first["type"] == "snapshot"
        wanted = {"n", "show", "revision", "desk", "status", "destinations", "recording", "events"}
        assert wanted <= set(first)


async def test_the_secret_is_for_the_owner_s_eyes_only(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    show = await a_show()
    async with paper_mixer(show) as mixer:
        assert mixer.control.paths.secret.stat().st_mode & 0o077 == 0
        assert mixer.control.paths.control.stat().st_mode & 0o077 == 0


async def test_another_host_finds_the_mixer_by_its_lease_and_needs_a_pass(settings: Any, tmp_path: Path) -> None:
    show = await a_show()
    settings.TALLY_HOME = tmp_path / "there"
    mixer = PaperMixer(show)
    mixer.control.paths.run.mkdir(parents=True)
    await mixer.control.open("127.0.0.1:0")
    port = mixer.control._servers[1].sockets[0].getsockname()[1]
    settings.TALLY_HOME = tmp_path / "here"
    await Lease.objects.acreate(
        show=show, host="there", address=f"127.0.0.1:{port}", fencing=1, heartbeat=timezone.now()
    )
    assert (await send_command(show.pk, {"verb": "cut"}))["ok"]
    assert await ask_to_stop(show.pk)
    await until_async(lambda: mixer.stopped, "the mixer to be told")
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{port}/", additional_headers={"Authorization": "Bearer guess"}, proxy=None)
    await mixer.control.close()


def test_a_pass_is_for_one_show() -> None:
    assert is_pass(make_pass("shw_a"), "shw_a")
    assert not is_pass(make_pass("shw_a"), "shw_b")
    assert not is_pass("", "shw_a")


async def test_a_command_that_meets_a_mistake_is_refused_and_drops_no_console(settings: Any, tmp_path: Path) -> None:
    settings.TALLY_HOME = tmp_path
    show = await a_show()
    async with paper_mixer(show) as mixer, await dial(show.pk) as socket:
        obey, mixer.command = mixer.command, lambda message, client: 1 / 0  # type: ignore[method-assign,assignment,return-value]
        await socket.recv()
        await socket.send(json.dumps({"type": "command", "id": "1", "verb": "start_recording"}))
        assert json.loads(await socket.recv())["code"] == "failed"
        mixer.command = obey  # type: ignore[method-assign]
        await socket.send(json.dumps({"type": "command", "id": "2", "verb": "cut"}))
        assert json.loads(await socket.recv())["ok"], "the same connection goes on"


async def test_a_secret_that_a_full_disk_refused_is_written_when_there_is_room(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    settings.TALLY_HOME = tmp_path
    show = await a_show()
    monkeypatch.setattr("studio.air.control.server.write_whole", full)
    async with paper_mixer(show) as mixer:
        assert not mixer.control.paths.secret.exists(), "and the mixer goes on without"
        monkeypatch.undo()
        mixer.control.tell_secret()
        assert (await send_command(show.pk, {"verb": "cut"}))["ok"]
