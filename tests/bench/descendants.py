"""What a command costs, with every process that it or its children began, whoever was to wait for them.

`python -m tests.bench.descendants COMMAND…` runs it as the reaper of its orphans (Linux) and prints the sum.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PR_SET_CHILD_SUBREAPER = 36


def cpu_seconds(command: list[str], folder: Path) -> float:
    """User and system time of a command and all its descendants. Raises RuntimeError when it fails.

    In a process of its own: the caller's other children are none of these.
    """
    measured = [sys.executable, "-m", "tests.bench.descendants", *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(measured, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    told = json.loads(done.stdout)
    if told["code"]:
        raise RuntimeError(f"{command[:4]} ended with {told['code']}")
    return float(told["cpu_s"])


def adopt_orphans() -> None:
    """Have processes whose parents have ended become ours to wait for, and so to count."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def main(command: list[str]) -> None:
    adopt_orphans()
    process = subprocess.Popen(command, stdout=sys.stderr)
    code = process.wait()
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"code": code, "cpu_s": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main(sys.argv[1:])
