"""Whole messages between processes of one host, over Unix SOCK_SEQPACKET sockets that never block.

A message is a kind (one byte), a body and perhaps file descriptors. A peer that does not read costs
memory only up to what its owner allows: `backlog` says how much is waiting.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import socket
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mixer.errors import ChannelClosed

JSON = b"J"
CHUNK = 60_000  # under the kernel's default socket buffer, so that a datagram always fits
MAX_FDS = 8
LONGEST = 1 << 30  # bytes of one message
ROOM_FOR_FDS = socket.CMSG_LEN(MAX_FDS * array.array("i").itemsize)
_LAST, _MORE = b"\0", b"\1"


@dataclass(frozen=True, slots=True)
class Message:
    """One whole message; the receiver owns the descriptors."""

    kind: bytes
    body: bytes
    fds: tuple[int, ...] = ()

    def json(self) -> Any:
        """The body as a JSON value. Raises ValueError."""
        return json.loads(self.body)


class Channel:
    """One end of a connection. Sending queues and never blocks; receiving takes what is there."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.backlog = 0
        self._out: deque[tuple[bytes, tuple[int, ...]]] = deque()
        self.longest = LONGEST  # a peer that sends more in one message is cut off
        self._parts: list[bytes] = []
        self._size = 0
        self._fds: list[int] = []

    @classmethod
    def pair(cls) -> tuple[Channel, Channel]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        return cls(ours), cls(theirs)

    @classmethod
    def connect(cls, path: Path) -> Channel:
        """Connect to a listener. Raises OSError (FileNotFoundError, ConnectionRefusedError) when nobody listens."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with short_path(path) as name:
                sock.connect(name)
        except OSError:
            sock.close()
            raise
        return cls(sock)

    def send(self, kind: bytes, body: bytes = b"", fds: Sequence[int] = ()) -> None:
        """Queue a message and send what the peer will take now. Raises ChannelClosed."""
        for start in range(0, max(1, len(body)), CHUNK):
            flag = _MORE if start + CHUNK < len(body) else _LAST
            datagram = kind + flag + body[start : start + CHUNK]
            self._out.append((datagram, tuple(os.dup(fd) for fd in fds) if start == 0 else ()))
            self.backlog += len(datagram)
        self.flush()

    def send_json(self, value: Any) -> None:
        self.send(JSON, json.dumps(value, separators=(",", ":")).encode())

    def flush(self) -> None:
        """Send what is queued, as far as the peer takes it. Raises ChannelClosed."""
        while self._out:
            datagram, fds = self._out[0]
            try:
                socket.send_fds(self.sock, [datagram], list(fds)) if fds else self.sock.send(datagram)
            except BlockingIOError:
                return
            except OSError as error:
                raise ChannelClosed(f"the peer is gone: {error.strerror}") from None
            self._out.popleft()
            self.backlog -= len(datagram)
            close_all(fds)

    def receive(self, most: int = -1) -> list[Message]:
        """Every message that has arrived whole. Raises ChannelClosed once the peer is gone and all is read.

        At `most` so many datagrams are read: a peer that never stops talking must not keep its reader for ever.
        """
        messages: list[Message] = []
        while most:
            most -= 1
            try:
                data, beside, _, _ = self.sock.recvmsg(CHUNK + 2, ROOM_FOR_FDS)
            except BlockingIOError:
                return messages
            except OSError as error:
                raise ChannelClosed(f"the peer is gone: {error.strerror}") from None
            if not data:
                return self._ended(messages)
            if not (beside or self._parts) and data[1:2] == _LAST and len(data) <= self.longest:
                messages.append(Message(data[:1], data[2:]))  # as nearly all are
                continue
            self._parts.append(data[2:])
            self._size += len(data)
            self._fds.extend(descriptors(beside))
            if self._size > self.longest or len(self._fds) > MAX_FDS:
                for message in messages:
                    close_all(message.fds)
                raise ChannelClosed(f"the peer's message has over {self.longest} bytes or {MAX_FDS} descriptors")
            if data[1:2] == _LAST:
                messages.append(Message(data[:1], b"".join(self._parts), tuple(self._fds)))
                self._parts, self._size, self._fds = [], 0, []
        return messages

    def _ended(self, messages: list[Message]) -> list[Message]:
        if messages:
            return messages
        raise ChannelClosed("the peer has hung up")

    def fileno(self) -> int:
        return self.sock.fileno()

    def close(self) -> None:
        for _, fds in self._out:
            close_all(fds)
        self._out.clear()
        close_all(self._fds)
        self._fds = []
        self.sock.close()

    def __enter__(self) -> Channel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Listener:
    """A named socket that clients connect to; an old one of that name is replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.sock.setblocking(False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with short_path(path) as name:
            self.sock.bind(name)
        path.chmod(0o600)
        self.sock.listen(64)

    def accept(self) -> list[Channel]:
        """The clients that connected since the last call; one that cannot be let in just now waits."""
        channels = []
        with contextlib.suppress(OSError):
            while True:
                channels.append(Channel(self.sock.accept()[0]))
        return channels

    def fileno(self) -> int:
        return self.sock.fileno()

    def close(self) -> None:
        self.sock.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A name for `path` that fits a socket address: those end at 107 bytes, folders may be deeper."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def descriptors(beside: Sequence[tuple[int, int, bytes]]) -> array.array[int]:
    """The file descriptors that came beside a datagram."""
    fds = array.array("i")
    for level, kind, data in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    return fds


def close_all(fds: Sequence[int]) -> None:
    for fd in fds:
        with contextlib.suppress(OSError):
            os.close(fd)
