"""Whether the programme can be heard, and whether it is too loud, over the last seconds. Pure: readings come in."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

READINGS_PER_S = 20
WINDOW_S = 3
SILENT_DB = -60.0


class ProgrammeSound:
    """Hears the programme's meter as often as it is read, which is while somebody looks at meters."""

    def __init__(self) -> None:
        self._limited: deque[bool] = deque(maxlen=WINDOW_S * READINGS_PER_S)
        self._silent = 0

    def hear(self, program: Mapping[str, Any], metered: bool) -> None:
        """A reading: `peak_db` of both channels, and whether the limiter works."""
        self._limited.append(bool(program.get("limiting")))
        silent = metered and max(program["peak_db"]) <= SILENT_DB
        self._silent = self._silent + 1 if silent else 0

    def told(self) -> dict[str, float]:
        """`limited`: in what share of the last three seconds the limiter worked; `silent_s`: for how long."""
        share = sum(self._limited) / (self._limited.maxlen or 1)
        return {"limited": round(share, 2), "silent_s": round(self._silent / READINGS_PER_S, 1)}
