"""The forkserver may die or hang: a new one is begun, without hurry when that does not help."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from mixer.feed import forkserver as forkservers
from mixer.feed.forkserver import Forkserver
from mixer.feed.waiting import BETWEEN_S, Patience
from tests.waiting import until


@pytest.fixture
def forkserver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forkserver]:
    monkeypatch.setattr(forkservers, "HUNG_S", 0.3)
    monkeypatch.setattr(forkservers, "END_S", 0.3)
    forkserver = Forkserver()
    yield forkserver
    forkserver.close()


def test_a_forkserver_that_hangs_is_replaced_once_it_is_needed(forkserver: Forkserver) -> None:
    hung = forkserver._process
    assert hung is not None
    until(lambda: forkserver.deaths() == [] and forkserver._done == 0)
    hung.send_signal(signal.SIGSTOP)
    forkserver.kill("nobody")
    until(lambda: forkserver.deaths() == [] and forkserver.births == 2)
    assert hung.poll() == -signal.SIGKILL
    forkserver.kill("nobody")
    until(lambda: forkserver.deaths() == [] and forkserver._done == forkserver._asked == 1)
    assert forkserver.births == 2


def test_a_forkserver_that_hangs_does_not_keep_the_engine_from_ending() -> None:
    forkserver = Forkserver()
    process = forkserver._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forkservers, "END_S", 0.1)
        forkserver.close()
    assert process.poll() == -signal.SIGKILL


def test_a_forkserver_that_dies_at_once_again_and_again_is_begun_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []

    class Closing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0.0)
            return self.is_set()

    def begin(self: Any) -> None:
        self.births += 1
        self._began = time.monotonic()

    monkeypatch.setattr(Forkserver, "_start", begin)
    forkserver = Forkserver()
    forkserver._closing = Closing()
    for _ in range(6):
        forkserver._lost()
        assert forkserver._starting is not None
        forkserver._starting.join(10)
    assert pauses == [*forkservers.PAUSES_S[1:], forkservers.PAUSES_S[-1], forkservers.PAUSES_S[-1]]
    forkserver._began -= forkservers.SOLID_S + 1
    forkserver._lost()
    assert forkserver._starting is not None
    forkserver._starting.join(10)
    assert pauses[-1] == 0
    forkserver.close()


def test_only_time_in_which_somebody_looks_and_nothing_moves_counts() -> None:
    now = [0.0]
    patience = Patience(lambda: now[0])

    def looked(answer: str | None, seconds: float) -> float:
        for _ in range(round(seconds / BETWEEN_S)):
            now[0] += BETWEEN_S
            waited_s = patience.waited_s(answer)
        return waited_s

    assert looked("a", 0.9) < 1 and looked("b", 0.9) < 1 and looked(None, 5) == 0
    assert looked("c", 0.5) < 0.6
    now[0] += 100
    assert patience.waited_s("c") < 0.7
    assert looked("c", 1.0) > 1
