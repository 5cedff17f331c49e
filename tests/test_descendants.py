"""What a benchmark says a command cost includes processes that outlived their parents."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.descendants import cpu_seconds

BURN = "import time\nwhile time.process_time() < 0.5: pass\n"
LEAVE_A_CHILD_BEHIND = f"""
import os
if not os.fork():
    os.setsid()
    if os.fork():
        os._exit(0)
{chr(10).join("    " + line for line in BURN.splitlines())}
"""


def test_an_orphan_of_an_orphan_is_counted(tmp_path: Path) -> None:
    assert cpu_seconds([sys.executable, "-c", LEAVE_A_CHILD_BEHIND], tmp_path) >= 0.5


def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with 3"):
        cpu_seconds([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
