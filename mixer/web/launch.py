"""Starts the browser of one page, and ends it with everything it has started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from mixer.errors import SourceRefused
from mixer.feed.guard import die_with_parent

PLACES = ("/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/opt/google/chrome/chrome")
NAMES = ("chromium", "chromium-browser", "google-chrome")
HEARS_FD, SAYS_FD = 3, 4  # where Chromium reads and writes its remote-debugging pipe
END_S = 5.0


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
    arguments: list[str], *, proxy: Path | None = None, profile: int | None = None, sound: Path | None = None
) -> Launched:
    """A browser with these switches beside those that keep it where it belongs.

    `proxy` is the Unix socket that all of its traffic goes through. `profile` is a descriptor of the folder that it
    keeps; None: a new one that goes with it. `sound` is the socket of its sound server; None: it is silent.
    Raises SourceRefused when there is no browser on this machine.
    """
    folder = None if profile is not None else Path(tempfile.mkdtemp(prefix="tally-page-"))
    home = str(folder) if folder else os.readlink(f"/proc/self/fd/{profile}")
    argv = [browser(), f"--user-data-dir={home}", *arguments]
    heard, to_browser = os.pipe()
    from_browser, said = os.pipe()
    try:
        process = _started(argv, heard, said, environment(home, sound))
    except BaseException:
        os.close(to_browser)
        os.close(from_browser)
        raise
    finally:
        os.close(heard)
        os.close(said)
    return Launched(to_browser, from_browser, "sandbox", process, folder)


def browser() -> str:
    """The program. Raises SourceRefused when there is none."""
    named = [os.environ["TALLY_CHROMIUM"]] if os.environ.get("TALLY_CHROMIUM") else [*PLACES, *NAMES]
    for name in named:
        if found := shutil.which(name):
            return found
    raise SourceRefused("no browser is installed on this machine: web pages need Chromium")


def environment(home: str, sound: Path | None) -> dict[str, str]:
    """What the browser knows of ours: next to nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    server = {"PULSE_SERVER": f"unix:{sound}"} if sound else {}
    return kept | {"HOME": home, "TMPDIR": home} | server


def _started(argv: list[str], heard: int, said: int, env: dict[str, str]) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def prepared() -> None:
        # By way of two high numbers: one of the pipes may itself be 3 or 4.
        high = [os.dup(fd) for fd in (heard, said)]
        high = [fd if fd > SAYS_FD else os.dup(fd) for fd in high]
        os.dup2(high[0], HEARS_FD)
        os.dup2(high[1], SAYS_FD)
        inherit_only(SAYS_FD)
        die_with_parent(parent)

    return subprocess.Popen(
        argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=prepared, close_fds=False, start_new_session=True,
    )  # fmt: skip


def inherit_only(last: int) -> None:
    """Let nothing above this descriptor through: what came over a socket would be inherited otherwise."""
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd > last:
            with contextlib.suppress(OSError):
                os.set_inheritable(fd, False)


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
