"""Programs on air from an older build than ours: they go on, it is told, and somebody restarts them when it suits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mixer.protocol.build import CAPTIONS, MIXER, build_of
from studio.air.processes.destination import DestinationProcess
from studio.air.runmixer.show_state import ShowState

TEXT = "An older version is on air; restart it when it suits."
Programs = Callable[[], Mapping[str, DestinationProcess | None]]


class Upgrade:
    """Compares what the programs say of their build with what we would start. `tell` is told once an engine."""

    def __init__(self, show_state: ShowState, programs: Programs, tell: Callable[[str], None]) -> None:
        self._show_state, self._programs, self._tell = show_state, programs, tell
        self._builds = {"captions": build_of(CAPTIONS)}  # all else is the mixer's
        self._mixer = build_of(MIXER)
        self._told = False

    def another_engine(self) -> None:
        self._told = False

    def look(self) -> None:
        """Say in the state what is of an older build."""
        older = self._older({"engine": self._show_state.status, **self._heard()})
        self._show_state.change(upgrade={"older": older, "text": TEXT} if older else None)
        if older and not self._told:
            self._told = True
            self._tell(TEXT)

    def renew_programs(self) -> None:
        """The engine is being replaced, so the others that are older may be too: it is one gap."""
        older = self._older(self._heard())
        for name, process in self._programs().items():
            if process and name in older:
                process.renew()

    def _older(self, statuses: dict[str, dict[str, Any] | None]) -> list[str]:
        return older_ones(statuses, {name: self._builds.get(name, self._mixer) for name in statuses})

    def _heard(self) -> dict[str, dict[str, Any] | None]:
        """What the programs say of themselves; None of one that has not spoken yet."""
        return {
            name: process.status if process and "pid" in process.status else None
            for name, process in self._programs().items()
        }


def older_ones(statuses: Mapping[str, Mapping[str, Any] | None], builds: Mapping[str, str]) -> list[str]:
    """The programs that run from another build than `builds` has for them.

    Programs from before builds were told say none; one that has not said anything yet (no status) counts as ours.
    """
    heard = {name: status for name, status in statuses.items() if status}
    return sorted(name for name, status in heard.items() if status.get("build") != builds[name])
