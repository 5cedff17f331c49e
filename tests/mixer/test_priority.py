"""What the frame clock may have."""

import os

from mixer.protocol.priority import NORMAL, REAL_TIME, available


def test_asking_what_we_may_have_changes_nothing() -> None:
    before = os.sched_getscheduler(0)
    assert available() in (REAL_TIME, NORMAL)
    assert os.sched_getscheduler(0) == before
