"""The folder in which a reader keeps what outlives it; opened while we may, for readers may not walk there."""

from __future__ import annotations

import ctypes
import os
import stat
from pathlib import Path

from mixer.feed.guard import readers_account

MODE = 0o700
CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
SEEN_AT = Path("/tmp/tally-kept")  # one for all: each reader sees its own folder there


def open_kept(path: str) -> int | None:
    """A descriptor of the folder, made where it is not there: the readers' account's and nobody else's.

    None where nothing is to be kept, or the system refuses.
    """
    if not path:
        return None
    try:
        for folder in (Path(path).parent, Path(path)):
            folder.mkdir(mode=MODE, exist_ok=True)
        fd = _opened(Path(path))
        os.fchmod(fd, MODE)
        if os.geteuid() == 0:
            account = readers_account()
            os.fchown(fd, account.pw_uid, account.pw_gid)
        return fd
    except OSError:
        return None


def bring_near(path: str) -> str:
    """Where the readers' account can walk to the folder: "" where it cannot. For root, in a reader's own process.

    A fence shows a browser a folder by its path, and the studio's folders are closed to that account: the folder is
    seen somewhere else too, in a mount namespace of this process and its children.
    """
    if not path or os.geteuid() != 0:
        return path
    fd = open_kept(path)
    if fd is None:
        return ""
    os.close(fd)
    try:
        SEEN_AT.mkdir(mode=0o755, exist_ok=True)
        found = SEEN_AT.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
            raise PermissionError(f"{SEEN_AT} is somebody else's")
        _mount_own(path, SEEN_AT)
    except OSError:
        return ""
    return str(SEEN_AT)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _mount_own(what: str, where: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for call, *given in (
        (libc.unshare, CLONE_NEWNS),
        (libc.mount, None, b"/", None, MS_REC | MS_PRIVATE, None),  # ours are not to be seen by others
        (libc.mount, what.encode(), os.fsencode(where), None, MS_BIND, None),
    ):
        if call(*given):
            raise OSError(ctypes.get_errno(), "no folder can be brought near")
