"""A reader that is sent here and there all evening is the same afterwards."""

from __future__ import annotations

import os
import random
import select
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mixer.core.transport import transported
from mixer.feed.forkserver import Forkserver
from mixer.kinds.sources.file import MediaFile
from mixer.protocol.commands import Seek
from tests.mixer.clips import counted
from tests.mixer.sources.test_in_a_worker import Watcher, workers

SEEKS, WARM = 1000, 100
HURRIED = 10  # of so many seeks one may finish
PAUSE_S = 0.004
LENGTH = 300  # pictures, at 30 a second
GROWN_BYTES = 12 << 20


class Seeker(Watcher):
    """Seeks, mostly before the last seek is through."""

    chance = random.Random(1)

    def seek(self) -> int:
        """Ask for a picture and return its number."""
        assert self.transport
        number = self.chance.randrange(LENGTH - 60)
        frame = self.line.frame_at(time.monotonic_ns())
        self.transport = transported(self.transport, Seek(source="src", position_s=number / 30), frame, self.line)
        self.look()
        return number

    def seeks(self, times: int) -> None:
        for count in range(times):
            number = self.seek()
            if count % HURRIED:
                self.pause(self.chance.uniform(0, PAUSE_S))
                self.look()
            else:
                self.shows(number)

    def pause(self, seconds: float) -> None:
        """Until the reader has said something, or so long."""
        fd = self.feed.fileno()
        select.select([] if fd is None else [fd], [], [], seconds)

    def shows(self, number: int) -> None:
        self.wait_for(lambda seen: self.transport is not None and self.transport.ready)
        self.wait_for(lambda seen: seen is not None and number <= seen < number + 60)


@pytest.fixture
def seeker(tmp_path: Path) -> Iterator[Seeker]:
    tmp_path.chmod(0o755)
    forkserver = Forkserver()
    seeker = Seeker(MediaFile(str(counted(tmp_path / "a.mp4", LENGTH))), forkserver)
    yield seeker
    seeker.feed.close()
    forkserver.close()


def held() -> tuple[int, int, int]:
    """Processes, descriptors of the reader, descriptors of ours."""
    [worker] = workers()
    return len(psutil.Process().children(recursive=True)), worker.num_fds(), len(os.listdir("/proc/self/fd"))


def test_a_thousand_seeks_leave_nothing_behind(seeker: Seeker) -> None:
    seeker.wait_for(lambda seen: seen is not None)
    seeker.seeks(WARM)
    [worker] = workers()
    before, memory = held(), worker.memory_full_info().uss
    seeker.seeks(SEEKS)
    number = seeker.seek()
    seeker.shows(number)
    assert workers() == [worker] and seeker.feed.restarts == 0
    assert held() == pytest.approx(before, abs=3), "a reader may just have a file open"
    assert worker.memory_full_info().uss - memory < GROWN_BYTES
    # It has all its slots: pictures come one after the other for twice as long as those there are would last.
    for step in range(1, 40):
        seeker.wait_for(lambda seen, least=number + step: seen is not None and seen >= least)  # type: ignore[misc]
