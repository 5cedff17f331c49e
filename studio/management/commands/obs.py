"""`manage.py obs`: the obs-websocket adapter, until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from setproctitle import setproctitle

from studio.obs import server


class Command(BaseCommand):
    help = "Let programs that speak to OBS drive a show. `make run` starts this where TALLY_OBS_PORT is set."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.OBS_PORT, help="without, TALLY_OBS_PORT")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not 0 < port < 65536:
            raise CommandError("Say on which port: --port 4455, or TALLY_OBS_PORT=4455")
        logging.getLogger("websockets").setLevel(logging.WARNING)  # a line for every connection says nothing
        setproctitle(f"tally obs {port}")
        try:
            asyncio.run(serve(host, port))
        except OSError as error:
            raise CommandError(f"obs-websocket cannot listen on {host}, port {port}: {error.strerror}") from None


async def serve(host: str, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await server.run(host, port, ended)
