"""`manage.py runmixer SHOW_ID`: keep a show on air until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from setproctitle import setproctitle

from mixer.protocol import locks, log_sink
from mixer.protocol.build import SUPERVISOR, build_of
from mixer.protocol.files import write_whole
from studio.air.processes.launch import HAND_OVER
from studio.air.processes.show_paths import ShowPaths, paths_of
from studio.air.runmixer.onair import OnAir
from studio.shows import files
from studio.shows.models import Show

RETRY_S = 1.0


class Command(BaseCommand):
    help = "Put a show on air and keep it there. A second one for the same show ends at once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("show_id")
        parser.add_argument("--listen", default="", metavar="HOST:PORT", help="for other hosts, the control socket")

    def handle(self, *args: Any, show_id: str, listen: str, **options: Any) -> None:
        paths = paths_of(show_id)
        lock = locks.take(paths.lock)
        if lock is None:
            self.stdout.write(f"{show_id} is on air already, kept by process {locks.owner(paths.lock) or '?'}")
            return
        try:
            logging.getLogger("websockets").setLevel(logging.WARNING)  # a line for every connection says nothing
            setproctitle(f"tally runmixer {show_id}")
            os.environ |= {log_sink.PROCESS: "runmixer", log_sink.SHOW: show_id}
            paths.run.mkdir(parents=True, exist_ok=True, mode=0o700)
            tell_build(paths)
            ensure_show_file(paths)
            asyncio.run(on_air(paths, listen))
        finally:
            os.close(lock)


def tell_build(paths: ShowPaths) -> None:
    """Say from which build we run; where a full disk does not take that, we are taken for an older one."""
    with contextlib.suppress(OSError):
        write_whole(paths.build, build_of(SUPERVISOR).encode())


async def on_air(paths: ShowPaths, listen: str) -> None:
    show = OnAir(paths, listen)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, show.stop)
    asyncio.get_running_loop().add_signal_handler(HAND_OVER, show.hand_over)
    await show.run()


def ensure_show_file(paths: ShowPaths) -> None:
    """The show file is written with every edit; where it is missing, the database, or the disk, is waited for."""
    while not paths.show_file.exists():
        try:
            files.write(paths.show_id)
        except Show.DoesNotExist:
            raise CommandError(f"there is no show {paths.show_id}") from None
        except DatabaseError:
            pass
        if not paths.show_file.exists():
            with contextlib.suppress(InterruptedError):
                time.sleep(RETRY_S)
