"""Memory that processes of one host share by passing its descriptor."""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile


def shared_memory(name: str, size: int) -> int:
    """A descriptor of zeroed memory that no name leads to; pages cost nothing until they are touched.

    Its size is sealed: whoever reads memory that somebody else has cut short dies of it.
    """
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(fd, size)
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        return fd
    with tempfile.TemporaryFile() as file:  # macOS
        fd = os.dup(file.fileno())
    os.ftruncate(fd, size)
    return fd


def is_sealed(fd: int) -> bool:
    """Whether nobody can make this memory smaller any more; where there are no seals, we trust."""
    if not hasattr(os, "memfd_create"):
        return True
    try:
        return bool(fcntl.fcntl(fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_SHRINK)
    except OSError:
        return False


def mapped(fd: int, size: int) -> mmap.mmap:
    """Somebody else's shared memory, of just this size. Raises ValueError for any other."""
    if not is_sealed(fd):
        raise ValueError("expected memory that nobody can cut short")
    if os.fstat(fd).st_size != size:
        raise ValueError(f"expected {size} bytes of shared memory, found {os.fstat(fd).st_size}")
    return mmap.mmap(fd, size)
