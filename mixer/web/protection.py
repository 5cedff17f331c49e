"""What can be put between a page and this machine: found out by trying, never believed.

"bubblewrap": a fence of its own, with Chromium's sandbox inside; "sandbox": Chromium's alone; "none".
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from mixer.errors import SourceRefused
from mixer.feed.guard import become_nobody, die_with_parent
from mixer.web.bridge import enter_own_network
from mixer.web.fence import Fence, bubblewrap

BUBBLEWRAP, SANDBOX, NONE = "bubblewrap", "sandbox", "none"
WITHOUT = "TALLY_WEB_WITHOUT_SANDBOX"  # =1: the operator's word that pages may run without one
TRY_S, BROWSER_S = 10.0, 20.0
# What Chromium's sandbox asks of the system: a user, processes and a network of its own.
NAMESPACES = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "true"]
REFUSED = (
    "pages are not opened without a sandbox: install bubblewrap and let ordinary users have user namespaces,"
    f" or take the risk with {WITHOUT}=1"
)
WORDS = {
    BUBBLEWRAP: "",
    SANDBOX: "Pages run in Chromium's sandbox alone: install bubblewrap to fence them in.",
    NONE: "Pages cannot be opened: this machine has no sandbox for them.",
}
RISKED = "Pages run without a sandbox, as the operator chose: a page that breaks the browser is on this machine."


@dataclass(frozen=True, slots=True)
class Protection:
    """How pages run here. `fence` is bubblewrap's path where it starts, even where no sandbox does inside it."""

    level: str
    fence: str | None
    risked: bool

    @property
    def allowed(self) -> bool:
        return self.level != NONE or self.risked

    @property
    def warning(self) -> str:
        """What stands on the console; empty when all is well."""
        return RISKED if self.level == NONE and self.risked else WORDS[self.level]

    def insist(self) -> None:
        """Raise SourceRefused where pages may not be opened."""
        if not self.allowed:
            raise SourceRefused(REFUSED)


def found(browser: Callable[[], str]) -> Protection:
    """Try it, from the strongest on: some hundredths of a second where there is bubblewrap.

    `browser` gives the browser's path; it is started only where the system's own answer is no.
    """
    fence, risked = bubblewrap(), os.environ.get(WITHOUT) == "1"
    fence = fence if fence and works(Fence().argv(["true"], fence), network=True) else None
    if fence and works(Fence().argv(NAMESPACES, fence), network=True):
        return Protection(BUBBLEWRAP, fence, risked)
    if works(NAMESPACES) or starts(browser):
        return Protection(SANDBOX, None, risked)
    return Protection(NONE, fence, risked)


def works(command: list[str], network: bool = False) -> bool:
    """Whether a command ends well as a page's browser would be started; `network`: in a network of its own."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=TRY_S,
            check=False, cwd="/", preexec_fn=lambda: prepare(network),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def starts(browser: Callable[[], str]) -> bool:
    """Whether the browser draws a page with its sandbox: some systems let it do what they let nobody else."""
    folder = tempfile.mkdtemp(prefix="tally-probe-")
    try:
        if os.geteuid() == 0:
            os.chmod(folder, 0o1777)
        page = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom", "about:blank"]
        done = subprocess.run(
            [browser(), f"--user-data-dir={folder}/p", *page], capture_output=True, timeout=BROWSER_S, check=False,
            cwd="/", env={"HOME": folder, "PATH": "/usr/bin:/bin"}, preexec_fn=lambda: prepare(False),
        )  # fmt: skip
        return done.returncode == 0 and b"<html" in done.stdout
    except (OSError, subprocess.SubprocessError, SourceRefused):
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepare(network: bool) -> None:
    """Before a browser is executed: no rights of root, no core dumps; with `network`, one of its own."""
    parent = os.getppid()
    become_nobody()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if network:
        enter_own_network()
    die_with_parent(parent)
