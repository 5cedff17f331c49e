"""How much of what a process has sent its peer has not taken: from the system's table of TCP connections.

A stalled server is seen here seconds before the sender's own pipe fills: some megabytes of buffers lie between.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import struct
from dataclasses import dataclass
from pathlib import Path

ESTABLISHED = "01"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Connection:
    """A TCP connection: who is at its other end, and how many bytes wait for that."""

    peer: Address
    unsent: int


def connections(pid: int, root: Path = Path("/proc")) -> list[Connection]:
    """The established connections of a process; none where the system does not tell."""
    found: list[Connection] = []
    with contextlib.suppress(OSError):
        inodes = _sockets(root / str(pid) / "fd")
        for table in ("tcp", "tcp6"):
            with contextlib.suppress(OSError):
                found += parsed((root / str(pid) / "net" / table).read_text(), inodes)
    return found


def parsed(table: str, inodes: set[str]) -> list[Connection]:
    """The lines of `/proc/PID/net/tcp` (proc(5)) that belong to these sockets."""
    rows = (line.split() for line in table.splitlines()[1:])
    return [
        Connection(_address(row[2].partition(":")[0]), int(row[4].partition(":")[0], 16))
        for row in rows
        if len(row) > 9 and row[9] in inodes and row[3] == ESTABLISHED
    ]


def _sockets(folder: Path) -> set[str]:
    links = set()
    for entry in folder.iterdir():
        with contextlib.suppress(OSError):
            links.add(os.readlink(entry))
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def _address(text: str) -> Address:
    """As the table has it: words of 32 bits, each in the machine's byte order."""
    words = (int(text[at : at + 8], 16) for at in range(0, len(text), 8))
    packed = b"".join(struct.pack("=I", word) for word in words)
    found = ipaddress.ip_address(packed)
    return getattr(found, "ipv4_mapped", None) or found
