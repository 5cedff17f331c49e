"""How the machine, the disk and the ways out are doing: told once a second, measured on a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from studio.air.machine import Rates, minutes_left, nominal_bytes_per_s
from studio.air.processes.show_paths import ShowPaths
from studio.air.runmixer.disk_watch import DiskWatch
from studio.air.runmixer.events import Event
from studio.air.runmixer.output import Output
from studio.air.runmixer.processes import Processes
from studio.air.runmixer.recording import Recording
from studio.air.runmixer.show_state import ShowState

EVERY_S = 1.0


class Health:
    """Tells `machine` of the show's state; `tell` hears of a disk that will soon be full."""

    def __init__(
        self, paths: ShowPaths, state: ShowState, outputs: Callable[[], Iterable[Output]], tell: Callable[[Event], None]
    ) -> None:
        self._paths, self._state, self._outputs, self._tell = paths, state, outputs, tell
        self._processes, self._rates, self._disk = Processes(paths.run), Rates(), DiskWatch()

    async def run(self) -> None:
        while True:
            measured, free = await asyncio.to_thread(self._measure)
            self._say(measured, free)
            await asyncio.sleep(EVERY_S)

    def _measure(self) -> tuple[dict[str, Any], int | None]:
        free = None
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(self._paths.shows).free
        return self._processes.read(), free

    def _say(self, measured: dict[str, Any], free: int | None) -> None:
        outputs = {one.id: one for one in self._outputs()}
        self._rates.keep_only(outputs)
        told = {name: self._out(one) for name, one in outputs.items() if one.process}
        recording = [name for name, one in outputs.items() if isinstance(one, Recording) and one.on]
        disk = self._room(free, [told[name]["kbps"] for name in recording])
        self._state.machine({**measured, "disk": disk, "outputs": told})
        for event in self._disk.look(disk, recording=bool(recording)):
            self._tell(event)

    def _out(self, one: Output) -> dict[str, Any]:
        """Of one that is on: its `kbps`, how far behind it is, tries that failed, pictures left out."""
        status: Mapping[str, Any] = one.process.status if one.process else {}
        kbps = self._rates.look(one.id, int(status.get("bytes", 0)), time.monotonic())
        waiting = status.get("backlog")
        behind_s = round(waiting * 8 / 1000 / kbps, 1) if waiting and kbps else 0.0 if waiting == 0 else None
        return {
            "kbps": kbps, "behind_s": behind_s, "reconnects": int(status.get("failures", 0)),
            "left_out": int(status.get("left_out", 0)), "seconds": status.get("seconds"), "bytes": status.get("bytes"),
        }  # fmt: skip

    def _room(self, free: int | None, recording_kbps: list[float | None]) -> dict[str, Any] | None:
        """What is free, and how many minutes of recording that is: at the rate of what records, or as it would."""
        if free is None:
            return None
        measured = sum(kbps for kbps in recording_kbps if kbps) * 1000 / 8
        minutes = minutes_left(free, measured or nominal_bytes_per_s(self._state["show"]))
        return {"free_gb": round(free / 1e9, 1), "minutes": None if minutes is None else round(minutes, 1)}
