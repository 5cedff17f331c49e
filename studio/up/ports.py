"""Which ports are free, and who has those that are not."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable

import psutil

from studio.up.errors import CannotStart


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there now. Raises CannotStart where the address itself cannot be ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                return False
            raise CannotStart(f"Tally cannot listen on {host}, port {port}: {error}.") from None
    return True


def check_console_port(host: str, port: int) -> None:
    """Raise CannotStart when the console's port is taken, saying by whom and what to do."""
    if not is_free(host, port):
        raise CannotStart(f"Port {port} is taken{by_whom(port)}. Choose another: make run PORT={port + 1}")


def by_whom(port: int) -> str:
    """“ by NAME (process N)” when we may know, else nothing."""
    with contextlib.suppress(psutil.Error, OSError):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
                return f" by {psutil.Process(one.pid).name()} (process {one.pid})"
    return ""


def choose_rtmp_port(wanted: int, last: int | None, free: Callable[[int], bool]) -> int:
    """The port for pushed sources: the last one used (their senders know it), the one asked for, or the next free."""
    candidates: list[int] = [*([last] if last else []), *range(wanted, min(wanted + 20, 65536))]
    for port in candidates:
        if free(port):
            return port
    raise CannotStart(f"No free port for RTMP from {wanted} on. Choose another: make run RTMP_PORT=…")
