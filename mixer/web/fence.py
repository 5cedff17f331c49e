"""The fence of one page: what of this machine its browser is shown, as arguments of bubblewrap."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROFILE, SOUND = "/profile", "/run/pulse/native"
MEGABYTE = 1 << 20
ROOMS_MB = {"/tmp": 512, PROFILE: 512, "/dev/shm": 64}
# Fonts and the libraries that a browser is made of. Of /etc nothing that names people, hosts or secrets.
SHOWN = (
    "/usr", "/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/var/cache/fontconfig",
)  # fmt: skip
ROOTS = ("bin", "sbin", "lib", "lib32", "lib64")
POLICY_PLACES = ("/etc/chromium/policies/managed/tally.json", "/etc/opt/chrome/policies/managed/tally.json")
APART = ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


@dataclass(frozen=True, slots=True)
class Fence:
    """What goes in besides the system: `profile` and `policies` are descriptors, `sound` is a socket's path.

    The network is not bubblewrap's to part: who starts it is in one of its own already (see `bridge`).
    """

    profile: int | None = None
    policies: tuple[int, ...] = ()
    sound: Path | None = None
    also: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    def argv(self, command: list[str], program: str = "bwrap") -> list[str]:
        """The command, fenced in."""
        return [
            program,
            *APART,
            *_LIFE,
            *self._system(),
            *self._rooms(),
            *self._guests(),
            *_SHUT,
            *self._told(),
            *command,
        ]

    def _system(self) -> list[str]:
        shown = [word for path in (*SHOWN, *self.also) for word in ("--ro-bind-try", path, path)]
        return [*shown, *_roots(), "--proc", "/proc", "--dev", "/dev"]

    def _rooms(self) -> list[str]:
        kept = {} if self.profile is None else {PROFILE}
        return [
            word for place, size_mb in ROOMS_MB.items() if place not in kept
            for word in ("--perms", "0700", "--size", str(size_mb * MEGABYTE), "--tmpfs", place)
        ]  # fmt: skip

    def _guests(self) -> list[str]:
        guests: list[str] = []
        if self.profile is not None:
            guests += _bound(self.profile, PROFILE)
        for fd, place in zip(self.policies, POLICY_PLACES, strict=False):
            guests += ["--ro-bind-data", str(fd), place]
        if self.sound is not None:
            guests += ["--bind", str(self.sound), SOUND]
        return guests

    def _told(self) -> list[str]:
        env = {"PATH": "/usr/bin:/bin", "HOME": PROFILE, "TMPDIR": "/tmp", "LANG": "C.UTF-8"}
        # There is no bus; an address that says so spares Chromium from looking for one.
        env |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} | dict(self.env)
        env |= {"PULSE_SERVER": f"unix:{SOUND}"} if self.sound else {}
        return ["--clearenv", *(word for name, value in env.items() for word in ("--setenv", name, value))]


_LIFE = ("--die-with-parent", "--new-session", "--hostname", "page", "--chdir", "/", "--cap-drop", "ALL")


# What holds all this together would itself be a room without bounds.
_SHUT = ("--remount-ro", "/dev", "--remount-ro", "/")


def _roots() -> list[str]:
    """/bin, /lib and their like, as they are on this system: links into /usr, or folders."""
    words: list[str] = []
    for name in ROOTS:
        path = f"/{name}"
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path).lstrip("/"), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    return words


def _bound(fd: int, place: str) -> list[str]:
    """A folder by its descriptor: bubblewrap closes it behind itself, so it is no way out. We have to see its path."""
    if "--bind-fd" in _help():
        return ["--bind-fd", str(fd), place]
    return ["--bind", os.readlink(f"/proc/self/fd/{fd}"), place]


@functools.cache
def _help() -> str:
    program = bubblewrap()
    if program is None:
        return ""
    return subprocess.run([program, "--help"], capture_output=True, text=True, check=False).stdout


def bubblewrap() -> str | None:
    """The program, if it is installed."""
    return shutil.which("bwrap")


def beyond_usr(program: str) -> tuple[str, ...]:
    """The folder to show for a browser that is not under /usr."""
    folder = str(Path(program).resolve().parent)
    return () if folder == "/usr" or folder.startswith("/usr/") else (folder,)
