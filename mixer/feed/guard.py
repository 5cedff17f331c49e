"""What a process gives up before it touches foreign media."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import resource
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mixer.kinds.kind import Limits

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWNET = 0x40000000


def readers_account() -> pwd.struct_passwd:
    """The account that owns nothing, for which root is given up: TALLY_USER, else nobody."""
    return pwd.getpwnam(os.environ.get("TALLY_USER", "nobody"))


def become_nobody() -> None:
    """Drop root for the readers' account; others keep their account."""
    if os.geteuid() != 0:
        return
    account = readers_account()
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def confine(limits: Limits, *, network: bool) -> None:
    """Keep a process to its limits and give up root; without `network` it has none, where the system lets us."""
    if not network:
        leave_network()
    was_root = os.geteuid() == 0
    become_nobody()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory_mb is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, limits.memory_mb << 20))
    if was_root:  # of others' accounts it would count what has nothing to do with us
        resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))


def leave_network() -> None:
    """Move to a network of one's own, in which nothing is. Only root may, and not in every container."""
    if sys.platform == "linux" and os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET)


def keep_only(fds: Sequence[int]) -> None:
    """Close every descriptor but the standard ones and these: another worker's would keep its channel open."""
    opened = [int(name) for name in os.listdir("/dev/fd")]
    for fd in set(opened) - {0, 1, 2, *fds}:
        with contextlib.suppress(OSError):
            os.close(fd)


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when `parent` ends; call after changing accounts, which clears it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        with contextlib.suppress(ProcessLookupError):
            os.kill(os.getpid(), signal.SIGKILL)
