"""`python -m mixer office FOLDER SOFFICE ARGUMENTS…`: become LibreOffice, fenced in: no account, no network, no
files but those of FOLDER, where bubblewrap can be used; without it as much of that as the system allows.

LibreOffice fetches what documents point to and reads what they name, so nothing of ours may be within its reach.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from mixer.feed.guard import become_nobody, die_with_parent, leave_network

MEMORY = 2 << 30
FILE_MOST = 500_000_000  # bytes
CPU_S = 130
DEAD_PROXY = "http://127.0.0.1:9"
PLACES = ("/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/etc/alternatives", "/var/cache/fontconfig", "/opt")


def main(argv: list[str]) -> int:
    """Only returns where LibreOffice cannot be started."""
    parent, (folder, office, *arguments) = os.getppid(), argv
    os.nice(10)
    become_nobody_without_network()
    die_with_parent(parent)
    for limit, value in (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE_MOST),
    ):  # fmt: skip
        resource.setrlimit(limit, (value, value))
    fence = bubblewrap(Path(folder)) if can_bubblewrap() else []
    command = [*fence, office, *arguments]
    os.chdir(folder)
    try:
        os.execve(command[0], command, environment(Path(folder)))
    except OSError as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return 127


def become_nobody_without_network() -> None:
    leave_network()
    become_nobody()


def environment(folder: Path) -> dict[str, str]:
    """What a conversion may know of us: it has told documents its environment before."""
    proxies = {name: DEAD_PROXY for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")}
    places = {"HOME": str(folder), "TMPDIR": str(folder / "tmp")}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **places, **proxies}


def can_bubblewrap() -> bool:
    """Whether bubblewrap is here and may make what it needs; in some containers nobody may."""
    if not (found := shutil.which("bwrap")):
        return False
    tried = [found, "--unshare-all", "--ro-bind", "/", "/", "true"]
    return subprocess.run(tried, capture_output=True, check=False, timeout=10).returncode == 0


def bubblewrap(folder: Path) -> list[str]:
    """The command line that goes before: programs and fonts to read, this folder to write, and nothing else."""
    found = shutil.which("bwrap") or "bwrap"
    ours = [*_top(), *(part for place in PLACES for part in ("--ro-bind-try", place, place))]
    own = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", str(folder), str(folder)]
    kept = ["--unshare-all", "--die-with-parent", "--new-session", "--hostname", "office", "--chdir", str(folder)]
    return [found, "--ro-bind", "/usr", "/usr", *ours, *own, *kept]


def _top() -> list[str]:
    """The folders of programs beside /usr: links into it on most systems."""
    parts: list[str] = []
    for place in map(Path, ("/bin", "/sbin", "/lib", "/lib32", "/lib64")):
        if place.is_symlink():
            parts += ["--symlink", os.readlink(place), str(place)]
        elif place.is_dir():
            parts += ["--ro-bind", str(place), str(place)]
    return parts
