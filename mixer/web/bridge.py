"""The way out of a page's fence: a network of its own with nothing in it but one door, which is handed to the proxy.

A socket belongs to the network in which it was made, whoever holds it. So the page's child makes a listening one where
nothing else is, sends it out and becomes the browser; the proxy, outside, accepts what the browser connects to it.
Nothing of ours runs inside the fence, and no path leads out of it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

LOOPBACK, PORT = "127.0.0.1", 3128
WAITING = 128  # connections that nobody has accepted yet
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_DUMPABLE = 4
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1

_LIBC = ctypes.CDLL(None, use_errno=True)  # here, for it is used in a child just forked


def enter_own_network() -> None:
    """Leave the machine's network for a new one. Raises OSError where the system lets nobody."""
    uid, gid = os.geteuid(), os.getegid()
    # Who gave up root may not write to its own files under /proc until it says that others may look.
    _LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    if _LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no namespaces for an ordinary user")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{uid} {uid} 1")
    (own / "gid_map").write_text(f"{gid} {gid} 1")
    _LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _bring_loopback_up()


def _bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(sock, SIOCGIFFLAGS, asked))
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def door(port: int = PORT) -> socket.socket:
    """A listening socket in the network in which the caller is; port 0: any."""
    return socket.create_server((LOOPBACK, port), backlog=WAITING)


def hand_out(through: socket.socket) -> None:
    """Make a door here and send it to whoever holds the other end."""
    with door() as made:
        socket.send_fds(through, [b"door"], [made.fileno()])


def take_in(through: socket.socket) -> socket.socket:
    """The door that was handed out. Raises OSError when none came."""
    _, fds, _, _ = socket.recv_fds(through, 16, 1)
    if not fds:
        raise ConnectionError("the page's network has no door")
    return socket.socket(fileno=fds[0])
