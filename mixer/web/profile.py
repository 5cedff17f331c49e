"""A page's profile that is kept: its folder, which one browser has at a time, and its cookies."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
from typing import Any

MOST_MB = 512  # as much as a profile that goes with its browser may have
COOKIES, MOST_COOKIES = "tally-cookies.json", 1 << 20  # bytes
LOCKS = ("SingletonLock", "SingletonCookie", "SingletonSocket")  # a browser's own; they name one that has ended

TOLD = ("name", "value", "domain", "path", "secure", "httpOnly", "sameSite", "priority", "partitionKey")  # as it is
Cookies = list[dict[str, Any]]


class Profile:
    """Held through the descriptor of its folder. Of one that is `None` there is nothing to hold.

    Cookies are kept by us as well: a browser writes them down half a minute later, and those of a session never.
    """

    def __init__(self, fd: int | None) -> None:
        self._fd = fd
        self._written = b""

    @property
    def wanted(self) -> bool:
        return self._fd is not None

    def take(self) -> int | None:
        """The folder, from now on ours until we end; None while another browser has it, or where there is none."""
        if self._fd is None:
            return None
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None
        for name in LOCKS:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=self._fd)
        return self._fd

    def megabytes(self) -> float:
        """How much of the disk it takes."""
        blocks = 0
        for _, _, names, folder in os.fwalk(".", dir_fd=self._fd):
            for name in names:
                with contextlib.suppress(OSError):
                    blocks += os.stat(name, dir_fd=folder, follow_symlinks=False).st_blocks
        return blocks / 2048

    def empty(self) -> None:
        """Remove what is in it."""
        for _, folders, names, folder in os.fwalk(".", topdown=False, dir_fd=self._fd):
            for name in (*names, *folders):
                with contextlib.suppress(OSError):
                    is_folder = stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
                    (os.rmdir if is_folder else os.unlink)(name, dir_fd=folder)
        self._written = b""

    def cookies(self) -> Cookies:
        """Those that were kept, as a browser takes them; none where what stands there makes no sense."""
        try:
            fd = os.open(COOKIES, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self._fd)
            with os.fdopen(fd, "rb") as file:
                found = json.loads(file.read(MOST_COOKIES))
        except (OSError, ValueError, RecursionError):
            return []
        return [given(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def keep(self, cookies: Cookies | None) -> None:
        """Write them down, if there are any and they have changed. A disk that refuses keeps the older ones."""
        if cookies is None:
            return
        data = json.dumps(cookies).encode()
        if data == self._written or len(data) > MOST_COOKIES:
            return
        draft = f"{COOKIES}.new"
        with contextlib.suppress(OSError):
            how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(draft, how, 0o600, dir_fd=self._fd), "wb") as file:
                file.write(data)
            os.rename(draft, COOKIES, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            self._written = data


def given(cookie: dict[str, Any]) -> dict[str, Any]:
    """A cookie that a browser told as one takes it: with its end, where it has one."""
    ends = cookie.get("expires")
    lasting = {"expires": ends} if isinstance(ends, int | float) and ends > 0 and not cookie.get("session") else {}
    return {name: cookie[name] for name in TOLD if name in cookie} | lasting
