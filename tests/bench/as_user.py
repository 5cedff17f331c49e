"""Measuring as somebody without rights: root may have a real-time class, most people may not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.bench.stack import ROOT
from tests.ordinary import ordinary_user


def as_ordinary_user(module: str) -> Iterator[Figure]:
    """What `python -m tests.bench.MODULE` prints when somebody without rights runs it."""
    with ordinary_user(ROOT) as somebody:
        command = somebody.command("-m", f"tests.bench.{module}")
        done = subprocess.run(command, cwd=ROOT, env=somebody.env, stdout=subprocess.PIPE, check=True, text=True)
        for line in done.stdout.splitlines():
            if line.startswith("{"):
                told = json.loads(line)
                yield Figure(**{name: told.get(name) for name in ("name", "value", "unit", "goal", "about")})
