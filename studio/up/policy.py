"""Install services without starting them, by Debian's own rule: /usr/sbin/policy-rc.d answers 101 for "do not"."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
FORBIDDEN = 101
MARK = "# Tally's set-up: what it installs is not started."
# It forbids only while the process that wrote it lives: a set-up that was killed leaves nothing behind that acts.
SCRIPT = "#!/bin/sh\n" + MARK + "\nkill -0 {pid} 2>/dev/null && exit {forbidden}\nexit 0\n"


class WouldStart(Exception):
    """The administrator's own policy lets a freshly installed service start; it is not ours to change."""


@contextmanager
def nothing_starts(service: str, policy: Path = POLICY) -> Iterator[None]:
    """While inside, `service` is not started by its installation. An existing policy is left as it is."""
    remove_leftover(policy)
    if policy.exists():
        if subprocess.run([str(policy), service, "start"], check=False).returncode != FORBIDDEN:
            raise WouldStart(f"{policy} allows {service} to start")
        yield
        return
    write(policy, SCRIPT.format(pid=os.getpid(), forbidden=FORBIDDEN))
    try:
        yield
    finally:
        policy.unlink()


def remove_leftover(policy: Path) -> None:
    """Remove what a set-up that was killed left there."""
    if policy.is_file() and MARK in policy.read_text(errors="replace"):
        policy.unlink()


def write(policy: Path, script: str) -> None:
    """Put the policy there whole and executable, or not at all; never over another."""
    fresh = policy.with_name(f"{policy.name}.tally-{os.getpid()}")
    fresh.write_text(script)
    fresh.chmod(0o755)
    try:
        os.link(str(fresh), str(policy))
    finally:
        fresh.unlink()
