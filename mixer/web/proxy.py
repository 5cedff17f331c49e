"""The proxy of one page: a process of its own, for a slow peer must not hold up who shows the page.

A thread would share the interpreter with the reader of pictures, which pays milliseconds for each time the two meet. A
forked process costs what it changes; and what comes from foreign servers is read where no picture is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from mixer.errors import SourceRefused
from mixer.feed.guard import die_with_parent, keep_only
from mixer.protocol.addresses import Policy, Resolve
from mixer.web.flags import BUNDLE_HOST, GRAPHICS_HOST
from mixer.web.gatekeeper import Gatekeeper
from mixer.web.shelf import Beside, Bundle, Damaged, Kept, Shelf

MORE_MEMORY = 512 << 20  # beyond what the forked process begins with
FILES = 1024
MOST_MESSAGE = 4096


class Proxy:
    """The way out of a page: what may be reached, and what we serve ourselves.

    `bundle` is the descriptor of an uploaded zip (http://bundle.tally.invalid/), `graphics` are files by name
    (http://graphics.tally.invalid/). Made before the caller has threads. Raises SourceRefused for a bad zip.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        resolve: Resolve | None = None,
        bundle: int | None = None,
        graphics: Mapping[str, bytes] | None = None,
    ) -> None:
        self._shelves: dict[str, Shelf] = {} if graphics is None else {GRAPHICS_HOST: Kept(graphics)}
        if bundle is not None:
            own = _bundle(bundle)
            self._shelves[BUNDLE_HOST] = own if graphics is None else Beside(own, Kept(graphics))
        self._policy, self._resolve = policy or Policy.from_env(), resolve
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        with theirs:
            self.pid = self._fork(theirs, [bundle] if bundle is not None else [])

    def admit(self, door: socket.socket) -> None:
        """Accept what comes to this listening socket, whichever network it stands in, and to no earlier one."""
        socket.send_fds(self._ours, [b"door"], [door.fileno()])

    def refused(self) -> list[tuple[str, str]]:
        """(place, why) of what was refused since the last call; not all of it where there was much."""
        told: list[tuple[str, str]] = []
        with contextlib.suppress(OSError):
            while data := self._ours.recv(MOST_MESSAGE):
                place, why = json.loads(data)
                told.append((str(place), str(why)))
        return told

    def ended(self) -> bool:
        """Whether it is gone: a page without one has no network any more."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return not self.pid

    def close(self) -> None:
        """End it. May be called again."""
        self._ours.close()
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        self.pid = 0

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fork(self, theirs: socket.socket, kept: list[int]) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            keep_only([theirs.fileno(), *kept])
            die_with_parent(parent)
            _bound()
            asyncio.run(_run(theirs, self._policy, self._resolve, self._shelves))
        finally:
            os._exit(0)


async def _run(control: socket.socket, policy: Policy, resolve: Resolve | None, shelves: Mapping[str, Shelf]) -> None:
    """Serve the doors that come through `control` until its other end is closed."""
    loop, closed = asyncio.get_running_loop(), asyncio.Event()
    control.setblocking(False)

    def refused(place: str, why: str) -> None:
        with contextlib.suppress(OSError):  # who does not listen misses it
            control.send(json.dumps([place[:500], why[:500]]).encode())

    keeper = Gatekeeper(policy, resolve, shelves, refused)
    serving: list[asyncio.Task[asyncio.Server]] = []

    async def serve(door: socket.socket) -> asyncio.Server:
        while serving[1:]:
            (await serving.pop(0)).close()
        return await keeper.serve(door)

    def hear() -> None:
        data, fds, _, _ = socket.recv_fds(control, 16, 1)
        if not data:
            return closed.set()
        for fd in fds:
            serving.append(loop.create_task(serve(socket.socket(fileno=fd))))

    loop.add_reader(control, hear)
    await closed.wait()


def _bundle(fd: int) -> Bundle:
    try:
        return Bundle(fd)
    except Damaged as error:
        raise SourceRefused(str(error)) from None


def _bound() -> None:
    """Bounded memory and descriptors: what goes wrong here ends here."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MORE_MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
