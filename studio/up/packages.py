"""The system's packages that Tally uses: which are there, installing them, and what stops working without each."""

from __future__ import annotations

import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from studio.up.modules import rtmp_module
from studio.up.policy import WouldStart, nothing_starts

APT = ["env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1", "apt-get", "-y", "-q"]
APT += ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=30", "-o", "DPkg::Lock::Timeout=120"]


class Package(NamedTuple):
    """A Debian package; `found` recognises what it brings on systems without dpkg (None: cannot tell)."""

    name: str
    without: str
    found: Callable[[], bool | None]


def program(name: str) -> Callable[[], bool | None]:
    """Whether a program is on PATH, or where Debian keeps those for administrators."""
    return lambda: bool(shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin"))


def has_rtmp_module() -> bool | None:
    return rtmp_module() is not None


def has_fribidi() -> bool | None:
    return ctypes.util.find_library("fribidi") is not None


def unknown() -> bool | None:
    return None


PACKAGES = [
    Package("bubblewrap", "web pages are fenced in less well, or not shown at all", program("bwrap")),
    Package("chromium", "web pages cannot be shown, and the tests that need a browser fail", program("chromium")),
    Package("ffmpeg", "the demo show lacks its pushed stream, and shows cannot be pushed elsewhere", program("ffmpeg")),
    Package("fontconfig", "captions cannot be burnt in", program("fc-list")),
    Package("fonts-noto-core", "text on the picture lacks many scripts", unknown),
    Package("fonts-noto-cjk", "text on the picture lacks Chinese, Japanese and Korean", unknown),
    Package("fonts-noto-color-emoji", "text on the picture lacks emoji", unknown),
    Package("libfribidi0", "text on the picture cannot run from right to left", has_fribidi),
    Package("nginx", "sources cannot be pushed to Tally over RTMP", program("nginx")),
    Package("libnginx-mod-rtmp", "sources cannot be pushed to Tally over RTMP", has_rtmp_module),
    Package("pulseaudio", "web pages are silent", program("pulseaudio")),
]
TESTED_WITH = [
    Package("espeak-ng", "the tests of the demo's voices fail", program("espeak-ng")),
    Package("libreoffice-calc-nogui", "the tests of spreadsheets fail", program("soffice")),
    Package("libreoffice-impress-nogui", "the tests of presentations fail", program("soffice")),
    Package("libreoffice-writer-nogui", "the tests of text documents fail", program("soffice")),
]
REDIS = Package("redis-server", "Tally cannot start, unless REDIS_URL names a Redis elsewhere", program("redis-server"))


def needed(
    python: tuple[int, ...], machine: str = sys.platform + " " + platform.machine(), dev: bool = False
) -> list[Package]:
    """The packages for this machine: with a wheel that brings redis-server, the system's is not needed."""
    redis = [] if machine == "linux x86_64" and python < (3, 13) else [REDIS]
    return [*redis, *PACKAGES, *(TESTED_WITH if dev else [])]


def missing(packages: Iterable[Package]) -> list[Package]:
    """Those that are not there, as far as one can tell."""
    packages = list(packages)
    installed = dpkg_states([package.name for package in packages]) if shutil.which("dpkg-query") else None
    if installed is None:
        return [package for package in packages if package.found() is False]
    return [package for package in packages if not installed.get(package.name)]


def dpkg_states(names: list[str]) -> dict[str, bool]:
    """For each name that dpkg knows, whether it is installed."""
    shown = "--showformat=${Package} ${db:Status-Status}\n"
    answer = subprocess.run(
        ["dpkg-query", "--show", shown, *names], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    rows = (line.split() for line in answer.stdout.decode().splitlines())
    return {row[0]: row[1] == "installed" for row in rows if len(row) == 2}


def may_install() -> bool:
    """Whether we are root on a system with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[Package], run: Callable[[list[str]], bool]) -> list[Package]:
    """Install with apt, starting no service; return what is still missing. `run` says whether a command worked."""
    had_nginx = "nginx" not in [package.name for package in packages]
    run(APT + ["update"])
    try:
        with nothing_starts("nginx"):
            together_or_one_by_one([package.name for package in packages], run)
    except WouldStart:
        harmless = [package.name for package in packages if "nginx" not in package.name]
        together_or_one_by_one(harmless, run)
    if not had_nginx and shutil.which("systemctl"):
        # Nor at the next boot: Tally runs its own nginx, and port 80 is not ours to take.
        run(["systemctl", "disable", "nginx"])
    return missing(packages)


def together_or_one_by_one(names: list[str], run: Callable[[list[str]], bool]) -> None:
    """One call for all; where that fails, one each, so that a single bad package costs only itself."""
    command = APT + ["install", "--no-install-recommends"]
    if names and not run(command + names) and len(names) > 1:
        for name in names:
            run(command + [name])


def in_words(packages: list[Package]) -> list[str]:
    """What is missing and what stops working without it, a line each."""
    lacks: dict[str, list[str]] = {}
    for package in packages:
        lacks.setdefault(package.without, []).append(package.name)
    lines = ["without {}: {}".format(" and ".join(names), what) for what, names in lacks.items()]
    if lines and shutil.which("apt-get"):
        lines.append("to add: apt-get install " + " ".join(package.name for package in packages))
    return lines
