"""Starts the browser of one page behind its fence, and ends it with everything it has started."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mixer.errors import SourceLost, SourceRefused
from mixer.feed.guard import become_nobody, die_with_parent
from mixer.web import bridge
from mixer.web.fence import POLICY_PLACES, PROFILE, Fence, beyond_usr
from mixer.web.flags import NOWHERE, POLICIES, through, together
from mixer.web.protection import NONE, Protection, found

PLACES = ("/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/opt/google/chrome/chrome")
NAMES = ("chromium", "chromium-browser", "google-chrome")
HEARS_FD, SAYS_FD = 3, 4  # where Chromium reads and writes its remote-debugging pipe
FREE_FD = 10  # ours are kept from here on: those are the browser's
END_S = 5.0
FIRST_TO_GO = "500"  # of 1000, when the machine has no memory left


class Proxy(Protocol):
    """Where the page's traffic goes: it accepts what comes to a listening socket."""

    def admit(self, door: socket.socket) -> None: ...


@dataclass(slots=True)
class Launched:
    """A running browser: the two ends of its debugging pipe, and what keeps it from the rest of the machine."""

    to_browser: int
    from_browser: int
    protection: str
    _process: subprocess.Popen[bytes]
    _folder: Path | None = field(default=None)

    def pids(self) -> list[int]:
        """The browser's processes, the first one first; empty when it is gone."""
        return descendants(self._process.pid) if self._process.poll() is None else []

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """End all of it at once. May be called again."""
        for pid in reversed(self.pids()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for fd in (self.to_browser, self.from_browser):
            if fd >= 0:
                os.close(fd)
        self.to_browser = self.from_browser = -1
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_S)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def launch(
    arguments: list[str],
    *,
    proxy: Proxy | None = None,
    profile: int | None = None,
    sound: Path | None = None,
    protection: Protection | None = None,
) -> Launched:
    """A browser with these switches beside those that keep it where it belongs.

    All of its traffic goes through `proxy`; None: it has no network. `profile` is a descriptor of the folder that it
    keeps; None: a new one that goes with it. `sound` is the socket of its sound server; None: it is silent.
    `protection` is found out where it is not given. Raises SourceRefused where there is no browser on this machine or
    nothing to protect it by, SourceLost when it could not be started.
    """
    protection = protection or found(browser)
    protection.insist()
    with ExitStack() as held:
        heard, to_browser = _pipe(held)
        from_browser, said = _pipe(held)
        start = _fenced if protection.fence else _unfenced
        process, folder = start(held, protection, arguments, (heard, said), proxy, profile, sound)
        # The browser's ends are closed with the rest; ours live on.
        return Launched(os.dup(to_browser), os.dup(from_browser), protection.level, process, folder)


Started = tuple["subprocess.Popen[bytes]", Path | None]


def _fenced(
    held: ExitStack, protection: Protection, arguments: list[str], pipe: tuple[int, int],
    proxy: Proxy | None, profile: int | None, sound: Path | None,
) -> Started:  # fmt: skip
    """In bubblewrap: a file system, processes and a network of its own."""
    kept = None if profile is None else _high(held, profile)
    policies = tuple(_high(held, held.enter_context(_memory(POLICIES))) for _ in POLICY_PLACES)
    ours, theirs = (held.enter_context(end) for end in socket.socketpair())
    fence = Fence(kept, policies, sound, beyond_usr(browser()), _places())
    switches = [f"--user-data-dir={PROFILE}", *_own_sandbox(protection), *arguments]
    argv = fence.argv([browser(), *together(through(bridge.PORT), switches)], protection.fence or "")

    def prepared() -> None:
        bridge.enter_own_network()
        bridge.hand_out(theirs)

    passed = [*policies, *([] if kept is None else [kept])]
    process = _started(argv, pipe, passed, {"PATH": "/usr/bin:/bin"}, prepared)
    with bridge.take_in(ours) as door:
        if proxy:
            proxy.admit(door)
    return process, None


def _unfenced(
    held: ExitStack, protection: Protection, arguments: list[str], pipe: tuple[int, int],
    proxy: Proxy | None, profile: int | None, sound: Path | None,
) -> Started:  # fmt: skip
    """With Chromium's own sandbox alone: its switches are what keeps it from the networks here."""
    folder = Path(tempfile.mkdtemp(prefix="tally-page-")) if profile is None else None
    if folder and os.geteuid() == 0:
        os.chmod(folder, 0o1777)  # for the account that it drops to
    home = str(folder) if folder else os.readlink(f"/proc/self/fd/{profile}")
    port = NOWHERE
    if proxy:
        with bridge.door(0) as door:
            port = door.getsockname()[1]
            proxy.admit(door)
    switches = [
        f"--user-data-dir={home}/profile" if folder else f"--user-data-dir={home}",
        *_own_sandbox(protection),
        *arguments,
    ]
    env = {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": home} | _places()
    env |= {"PULSE_SERVER": f"unix:{sound}"} if sound else {}
    try:
        return _started([browser(), *together(through(port), switches)], pipe, [], env), folder
    except SourceLost:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _own_sandbox(protection: Protection) -> list[str]:
    """Only the operator's word takes Chromium's sandbox away."""
    return ["--no-sandbox"] if protection.level == NONE and protection.risked else []


def _places() -> dict[str, str]:
    return {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}


def browser() -> str:
    """The program. Raises SourceRefused when there is none."""
    named = [os.environ["TALLY_CHROMIUM"]] if os.environ.get("TALLY_CHROMIUM") else [*PLACES, *NAMES]
    for name in named:
        if found := shutil.which(name):
            return found
    raise SourceRefused("no browser is installed on this machine: web pages need Chromium")


def _started(
    argv: list[str], pipe: tuple[int, int], passed: list[int], env: dict[str, str],
    prepared: Callable[[], None] = lambda: None,
) -> subprocess.Popen[bytes]:  # fmt: skip
    """The program, with its pipe where Chromium looks for it and these descriptors beside it. Raises SourceLost."""
    parent = os.getpid()

    def in_child() -> None:
        become_nobody()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        prepared()
        os.dup2(pipe[0], HEARS_FD)
        os.dup2(pipe[1], SAYS_FD)
        inherit_only([0, 1, 2, HEARS_FD, SAYS_FD, *passed])
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
        die_with_parent(parent)

    try:
        return subprocess.Popen(
            argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=in_child, close_fds=False, start_new_session=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise SourceLost(f"the browser could not be started: {error}") from None


def inherit_only(kept: list[int]) -> None:
    """Let nothing but these through: what came over a socket would be inherited otherwise."""
    for fd in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):
            os.set_inheritable(fd, fd in kept)


def _pipe(held: ExitStack) -> tuple[int, int]:
    """A pipe whose ends are above those that Chromium looks at, closed with the rest."""
    reads, writes = os.pipe()
    try:
        return _high(held, reads), _high(held, writes)
    finally:
        os.close(reads)
        os.close(writes)


def _high(held: ExitStack, fd: int) -> int:
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FREE_FD)
    held.callback(os.close, high)
    return high


@contextmanager
def _memory(value: object) -> Iterator[int]:
    """A file in memory with this as JSON."""
    fd = os.memfd_create("policies")
    try:
        os.write(fd, json.dumps(value).encode())
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)


def descendants(pid: int) -> list[int]:
    """A process and all that came of it, parents before their children."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                parent = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found
