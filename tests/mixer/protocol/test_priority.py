"""What the frame clock may have."""

import os
import subprocess
import sys
from pathlib import Path

from mixer.protocol.priority import NORMAL, OWN_SESSION, REAL_TIME, available

GIVE_WAY = """
import time
from mixer.protocol.priority import OWN_SESSION, share
taken, deadline = share(7), time.monotonic() + 20
while taken and "nice 7" not in OWN_SESSION.read_text() and time.monotonic() < deadline:
    time.sleep(0.05)
print(taken, OWN_SESSION.read_text() if taken else "")
"""


def test_asking_what_we_may_have_changes_nothing() -> None:
    before = os.sched_getscheduler(0)
    assert available() in (REAL_TIME, NORMAL)
    assert os.sched_getscheduler(0) == before


def test_a_session_gives_way_where_the_kernel_shares_by_session() -> None:
    """Nice alone would count within the session only."""
    told = subprocess.run(
        [sys.executable, "-c", GIVE_WAY], cwd=Path(__file__).parents[3], start_new_session=True, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert ("nice 7" in told) if OWN_SESSION.exists() else told.startswith("False")
