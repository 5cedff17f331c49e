"""Where the studio keeps its data, and the small secrets that live there."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any

# What other accounts of this machine may do there. `library` is not here: decoders, who own nothing, read it.
FOLDERS = {"run": 0o700, "log": 0o700, "shows": 0o750}


def keep_private(home: Path) -> None:
    """Make the folders of `home`, and close to other accounts what earlier versions, or a lax umask, left open."""
    home.mkdir(parents=True, exist_ok=True)
    for name, mode in FOLDERS.items():
        (home / name).mkdir(mode=mode, exist_ok=True)
        narrow(home / name, mode)


def keep_private_database(path: Path) -> None:
    """Have the database for our eyes only from its first byte; SQLite gives its companions the same mode."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for companion in ("", "-wal", "-shm", "-journal"):
        narrow(path.with_name(path.name + companion), 0o600)


def narrow(path: Path, mode: int) -> None:
    """Take away every permission that is not in `mode`; what is not there, or not ours, stays as it is."""
    with contextlib.suppress(OSError):
        now = stat.S_IMODE(path.stat().st_mode)
        if now & ~mode:
            path.chmod(now & mode)


def secret_of(path: Path) -> str:
    """The secret kept in `path`, made on first use; every process that asks gets the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(40))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first; its secret counts
        finally:
            fresh.unlink()
    return path.read_text().strip()


def redis_urls(home: Path) -> dict[str, str]:
    """Addresses of Redis, for Celery and for redis-py: `REDIS_URL`, or the private one recorded under `run/`."""
    if url := os.environ.get("REDIS_URL"):
        return {"celery": url, "redis": url}
    socket = recorded(home / "run" / "redis.json").get("socket")
    if socket:
        return {"celery": f"redis+socket://{socket}", "redis": f"unix://{socket}"}
    return {"celery": "redis://127.0.0.1:6379/0", "redis": "redis://127.0.0.1:6379/0"}


def recorded(path: Path) -> dict[str, Any]:
    """The JSON object in a small record file; empty when there is none or it is damaged."""
    try:
        value = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
