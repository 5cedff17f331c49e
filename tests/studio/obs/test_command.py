"""`manage.py obs` as an operator starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.up.studio import free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def untitled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.management.commands.obs.setproctitle", lambda title: None)


def test_without_a_port_it_says_how_to_name_one() -> None:
    with pytest.raises(CommandError, match="TALLY_OBS_PORT"):
        call_command("obs", port=0)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}"):
            call_command("obs", host="127.0.0.1", port=port)


def test_it_listens_until_it_is_asked_to_end(tmp_path: Path) -> None:
    port = free_port()
    env = {**os.environ, "TALLY_HOME": str(tmp_path), "TALLY_OBS_PORT": str(port)}
    env["DJANGO_SETTINGS_MODULE"] = "studio.settings"
    adapter = subprocess.Popen([sys.executable, "manage.py", "obs"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), seconds=60)
        adapter.send_signal(signal.SIGTERM)
        assert adapter.wait(20) == 0
    finally:
        adapter.kill()


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
