"""What is done elsewhere: passes and translations go to Celery's workers, one of each kind at a time.

Each kind has a thread that sends, waits and brings back; the captions' loop is woken and never waits. A queue
that is down, a worker that died and an answer that comes too late all end as a failure in words.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from celery import Celery
from celery.exceptions import TimeoutError as AnswerLate
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from subtitles.broker import app_of

FIRST_S = 60.0  # the first answer may have to wait for a model to load
LEAST_S, MOST_S = 4.0, 30.0
PAUSE_S = 0.5  # after a queue that could not be reached

T = TypeVar("T")


class ErrandFailed(Exception):
    """Why there is no answer; `code` is `late`, `queue_down`, or what the worker said."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What came back for `about`: an answer, or the error."""

    about: T
    value: dict[str, Any]
    error: ErrandFailed | None = None
    took_s: float = 0.0


class Errands(Generic[T]):
    """One thread that runs one kind of errand, one at a time."""

    def __init__(self, task: str, queue_name: str, call: Queue, wake: Callable[[], None]) -> None:
        self._task, self._queue_name, self._call, self._wake = task, queue_name, call, wake
        self._asked: queue.SimpleQueue[tuple[T, dict[str, Any]] | None] = queue.SimpleQueue()
        self._back: deque[Answer[T]] = deque()
        self._limit_s = FIRST_S
        self.waiting = 0  # asked and not yet answered
        threading.Thread(target=self._run, name=task, daemon=True).start()

    def send(self, about: T, request: dict[str, Any]) -> None:
        self.waiting += 1
        self._asked.put((about, request))

    def answers(self) -> list[Answer[T]]:
        """What has come back."""
        answers = []
        while self._back:
            answers.append(self._back.popleft())
            self.waiting -= 1
        return answers

    def end(self) -> None:
        self._asked.put(None)

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            self._back.append(self._answer(*asked))
            self._wake()

    def _answer(self, about: T, request: dict[str, Any]) -> Answer[T]:
        began = time.monotonic()
        try:
            value = self._call(self._task, request, self._queue_name, self._limit_s)
        except ErrandFailed as error:
            if error.code == "late":
                # A worker that is only slow must get through some day; one that died is soon asked again.
                self._limit_s = min(MOST_S, 2 * self._limit_s)
            elif error.code == "queue_down":
                time.sleep(PAUSE_S)
            return Answer(about, {}, error, time.monotonic() - began)
        took_s = time.monotonic() - began
        self._limit_s = max(LEAST_S, min(MOST_S, 4 * took_s + 2))
        return Answer(about, value, took_s=took_s)


class Queue(Protocol):
    """Where errands are done. It may move: a new `make run` starts another Redis."""

    def __call__(self, task: str, request: dict[str, Any], queue_name: str, limit_s: float) -> dict[str, Any]: ...
    def point_at(self, address: str) -> None: ...


class CeleryQueue:
    """Calls over a broker, which keeps the answers too."""

    def __init__(self, broker: str) -> None:
        self._broker = ""
        self.point_at(broker)

    def point_at(self, address: str) -> None:
        if address != self._broker:
            self._broker, self._app = address, app_for(address)

    def __call__(self, task: str, request: dict[str, Any], queue_name: str, limit_s: float) -> dict[str, Any]:
        result = None
        try:
            result = self._app.send_task(task, [request], queue=queue_name, expires=limit_s, retry=False)
            return told(result.get(timeout=limit_s))
        except AnswerLate:
            raise ErrandFailed("late", f"no answer within {limit_s:.0f} s") from None
        except (OperationalError, RedisError, OSError) as error:
            raise ErrandFailed("queue_down", f"the queue cannot be reached: {error}") from None
        except ErrandFailed:
            raise
        except Exception as error:  # whatever a worker's task ended with comes out here
            raise ErrandFailed("failed", f"{type(error).__name__}: {error}") from None
        finally:
            if result is not None:
                with contextlib.suppress(OperationalError, RedisError, OSError):
                    result.forget()


def app_for(broker: str) -> Celery:
    """An app that gives up soon where nobody answers: what waits for it is speech, and grows old."""
    app = app_of(broker)
    app.conf.update(
        broker_connection_timeout=2, broker_transport_options={"socket_connect_timeout": 2, "socket_timeout": 5},
        redis_socket_connect_timeout=2, redis_socket_timeout=5,
        result_backend_transport_options={"retry_policy": {"timeout": 2.0}},
    )  # fmt: skip
    return app


def told(value: Any) -> dict[str, Any]:
    """A worker's answer. Raises ErrandFailed with what it says is wrong."""
    if not isinstance(value, dict):
        raise ErrandFailed("failed", "the worker gave no answer")
    if "error" in value:
        raise ErrandFailed(str(value.get("code", "failed")), str(value["error"]))
    return value


class Alarm:
    """Wakes a selector from another thread."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)

    def fileno(self) -> int:
        return self._reader.fileno()

    def ring(self) -> None:
        with contextlib.suppress(OSError):  # full, so it will wake; or closed, so nobody waits
            self._writer.send(b"!")

    def quiet(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(4096)

    def close(self) -> None:
        self._reader.close()
        self._writer.close()
