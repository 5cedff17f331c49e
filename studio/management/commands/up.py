from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mixer.protocol.log_sink import PROCESS
from studio.up import console
from studio.up.errors import CannotStart


class Command(BaseCommand):
    """Run the whole studio on this machine: what `make run` does after the set-up."""

    help = "Start Tally on this machine and keep it running; a second one prints the first one's link."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ[PROCESS] = "up"
        try:
            console.run()
        except CannotStart as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None
