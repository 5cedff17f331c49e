"""Keeps a destination (HLS, the recorder) running."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Sequence
from typing import Any

from mixer.protocol.wire import Message
from studio.air.processes.keeper import Keeper
from studio.air.processes.programs import Program
from studio.air.processes.show_paths import ShowPaths

STATES = {
    "live": "running", "recording": "running", "waiting": "waiting", "connecting": "waiting", "retrying": "retrying",
    "error": "failed", "ended": "off",
}  # fmt: skip


class DestinationProcess(Keeper):
    """One destination program. `changed` is called when its status did, `event` with what it tells."""

    silent_s, mute_s, starting_s, look_s = 15.0, 15.0, 15.0, 0.5
    pauses_s = (0.0, 0.5, 1.0, 2.0, 5.0)

    def __init__(
        self, paths: ShowPaths, name: str, argv: Sequence[str],
        changed: Callable[[], None], event: Callable[[dict[str, Any]], None], *, package: str = "mixer",
        label: str = "",
    ) -> None:  # fmt: skip
        super().__init__(paths, name)
        self.label = label or name
        self.told_first: dict[str, Any] | None = None  # on every connection
        self.argv, self.package = list(argv), package
        self.changed, self.event = changed, event
        self.breaks: list[dict[str, Any]] = []  # the ad breaks that are near, also on every connection
        self.status: dict[str, Any] = {"state": "waiting", "text": "starting"}

    @property
    def state(self) -> str:
        return STATES.get(self.status.get("state", ""), "waiting")

    async def begun(self) -> Program | None:
        return Program.start(self.argv, self.paths.log_of(self.name), self.package, self.environment())

    def greeting(self) -> bool:
        told = self.told_first is None or self.send(self.told_first)
        return told and (not self.breaks or self.send({"breaks": self.breaks}))

    def tell_breaks(self, breaks: list[dict[str, Any]]) -> None:
        """The ad breaks that are near, in place of those that were told."""
        if breaks is not self.breaks:
            self.breaks = breaks
            self.send({"breaks": breaks})

    def environment(self) -> dict[str, str]:
        """What the program finds in its environment besides ours."""
        return {}

    def hear(self, message: Message) -> None:
        with contextlib.suppress(ValueError):
            told = message.json()
            if "event" in told:
                self.event(told["event"])
            if "status" in told:
                self.take(told["status"])

    def take(self, status: dict[str, Any]) -> None:
        before, self.status = self.status, status
        if any(before.get(name) != status.get(name) for name in ("state", "text", "name")):
            self.changed()

    def lost(self, why: str, asked: bool) -> None:
        level, text = "error", f"{self.label} was lost ({why}) and is started again"
        if asked:
            level, text = "info", f"{self.label} was started anew, as asked"
        self.event({"level": level, "code": f"{self.name.partition('-')[0]}_restarted", "text": text})
        self.take({"state": "waiting", "text": "starting again"})

    def renew(self) -> None:
        """Have another program take its place. It finds its files as it would after a crash."""
        self.replace(signal.SIGKILL, 0.0)

    def ask_to_end(self) -> None:
        """Tell it to finish its files and end."""
        self.send({"stop": True})
        super().ask_to_end()
