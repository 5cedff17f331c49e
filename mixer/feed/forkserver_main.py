"""The forkserver: a process with everything imported that forks workers in milliseconds.

It ends, and its workers with it, when the engine's end of the channel closes. Workers drop root and
may be attacked, hang or crash: the engine only ever sees their messages.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mixer.errors import ChannelClosed
from mixer.feed.guard import confine, die_with_parent, keep_only
from mixer.feed.kept import bring_near, open_kept
from mixer.kinds.kind import Limits
from mixer.process import log
from mixer.protocol.priority import SOURCE, share
from mixer.protocol.resident import name_process
from mixer.protocol.wire import Channel, Message

Run = Callable[[dict[str, Any], list[int]], None]
"""Runs in a fresh child with what it was asked for and its descriptors; returning ends the child."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a child does, and how much it counts among other programs (a nice of its session).

    One that is `leashed` ends with the forkserver; another only with the channel it was given.
    """

    run: Run
    nice: int = SOURCE
    leashed: bool = True


def main(fd: int, jobs: dict[str, Job]) -> None:
    engine = Channel(socket.socket(fileno=fd))
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    workers: Workers = {}
    with contextlib.suppress(ChannelClosed):
        engine.send_json({"done": 0})  # ready for the first request
        while True:
            select.select([engine.fileno(), wake_read], [], [])
            serve(engine, workers, jobs)
            bury(engine, workers)
            with contextlib.suppress(BlockingIOError):
                os.read(wake_read, 4096)
    for pid, (_, job) in workers.items():
        if job.leashed:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)  # so that what they cost is counted with us


Workers = dict[int, tuple[str, Job]]
"""What each child is called, and what it does, by its pid."""


def serve(engine: Channel, workers: Workers, jobs: dict[str, Job]) -> None:
    for message in engine.receive():
        request = message.json()
        if "kill" in request:
            kill(request["kill"], workers)
        else:
            job = jobs[request["job"]]
            workers[fork(engine, message, request, job)] = request["fork"], job
            for fd in message.fds:
                os.close(fd)
        engine.send_json({"done": request["number"]})


def kill(key: str, workers: Workers) -> None:
    for pid, (name, _) in workers.items():
        if name == key:
            os.kill(pid, signal.SIGKILL)


def bury(engine: Channel, workers: Workers) -> None:
    """Tell the engine which workers have ended."""
    for pid in list(workers):
        if os.waitpid(pid, os.WNOHANG)[0]:
            engine.send_json({"died": workers.pop(pid)[0]})


def fork(engine: Channel, message: Message, request: dict[str, Any], job: Job) -> int:
    """Fork a worker; returns its pid in the forkserver and never in the worker."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        keep_only(message.fds)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        status = work(request, list(message.fds), job, parent)
    finally:
        os._exit(status)


def work(request: dict[str, Any], fds: list[int], job: Job, parent: int) -> int:
    """What happens in the child: guard it, then run its job."""
    path = request["spec"].get("open")
    request["spec"]["fd"] = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if path and Path(path).is_file() else None
    request["spec"]["kept"] = open_kept(bring_near(request["spec"].get("keep", "")))
    name_process(f"tally {request['job']} {request['fork']}")
    # A session of its own: where the kernel shares its cores by session, all sources would have one program's part.
    os.setsid()
    if job.nice:
        share(job.nice)
    spec = request["spec"]
    confine(Limits(**spec.get("limits", {})), network=spec.get("network", False))
    if job.leashed:
        die_with_parent(parent)
    try:
        job.run(request["spec"], fds)
    except ChannelClosed:
        return 0
    except BaseException as error:
        log.write(f"{request['fork']}: {type(error).__name__}: {error}")
        return 1
    return 0
