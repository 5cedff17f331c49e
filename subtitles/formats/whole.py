"""JSON: everything that is known of each line, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from subtitles.values import Line


def write(lines: Iterable[Line]) -> str:
    return json.dumps([line.to_json() for line in lines], ensure_ascii=False, indent=1) + "\n"
