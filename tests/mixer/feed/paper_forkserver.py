"""A forkserver on paper, for tests that speak as the worker."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mixer.protocol.wire import Channel


class PaperForkserver:
    """Forks nobody: the test speaks as the worker, over the worker's own descriptors."""

    births = 1

    kept = None

    def __init__(self) -> None:
        self.worker: Channel | None = None
        self.fds: list[int] = []
        self.killed: list[str] = []

    def fork(self, key: str, job: str, spec: dict[str, Any], fds: Sequence[int]) -> bool:
        channel, *rest = (os.dup(fd) for fd in fds)
        self.worker, self.fds = Channel(socket.socket(fileno=channel)), rest
        return True

    def kill(self, key: str) -> None:
        self.killed.append(key)

    def say(self, kind: bytes, body: bytes, fds: Sequence[int] = ()) -> None:
        assert self.worker
        self.worker.send(kind, body, fds)


@contextmanager
def paper_forkserver() -> Iterator[PaperForkserver]:
    forkserver = PaperForkserver()
    yield forkserver
    if forkserver.worker:
        forkserver.worker.close()
    for fd in forkserver.fds:
        os.close(fd)
