"""A figure: a measured number beside the goal it is held against."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of `make bench`. `goal` is in words; `about` says what else was seen in the same run."""

    name: str
    value: float
    unit: str
    goal: str
    about: dict[str, Any] | None = None

    def line(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})
