"""The browser's own protocol (CDP) over a pair of pipes: calls with answers, and events. Nothing here waits."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable
from typing import Any

from mixer.errors import MixerError

LONGEST = 64 << 20  # bytes of one message: a picture of 40 MP that cannot be compressed stays below
CHUNK = 1 << 20

Value = dict[str, Any]
Answered = Callable[[Value], None]
"""Told the `result` of a call; of one that failed `{"error": its message}`."""
Happened = Callable[[str, Value], None]
"""Told of an event: its method and parameters."""


class BrowserGone(MixerError):
    """The browser ended, hung up or says what makes no sense."""


class Devtools:
    """Speaks to a browser over its debugging pipe. Call `poll` when `fileno` can be read, and now and then."""

    def __init__(self, to_browser: int, from_browser: int, happened: Happened) -> None:
        self.happened = happened
        self._to, self._from = to_browser, from_browser
        with contextlib.suppress(OSError):  # a picture in one piece or two instead of eight
            fcntl.fcntl(from_browser, fcntl.F_SETPIPE_SZ, CHUNK)
        os.set_blocking(to_browser, False)
        os.set_blocking(from_browser, False)
        self._unsent, self._unread = b"", bytearray()
        self._number = 0
        self._waiting: dict[int, Answered] = {}

    def fileno(self) -> int:
        return self._from

    def call(self, method: str, session: str = "", answered: Answered | None = None, **parameters: Any) -> None:
        """Ask for something; `answered` is called within a later `poll`. Raises BrowserGone."""
        self._number += 1
        message: Value = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        if answered:
            self._waiting[self._number] = answered
        self._unsent += json.dumps(message).encode() + b"\0"
        self._send()

    def poll(self) -> None:
        """Send what could not be sent, hear what has come. Raises BrowserGone, and what those raise who are told."""
        self._send()
        while True:
            try:
                some = os.read(self._from, CHUNK)
            except BlockingIOError:
                return
            except OSError as error:
                raise BrowserGone(f"the browser cannot be heard: {error.strerror}") from None
            if not some:
                raise BrowserGone("the browser ended")
            self._take(some)

    def _send(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._to, self._unsent) :]
        except BlockingIOError:
            if len(self._unsent) > LONGEST:
                raise BrowserGone("the browser does not listen") from None
        except OSError:
            raise BrowserGone("the browser ended") from None

    def _take(self, some: bytes) -> None:
        self._unread += some
        if len(self._unread) > LONGEST:
            raise BrowserGone("the browser says more than is read")
        if b"\0" not in some:
            return
        *whole, rest = self._unread.split(b"\0")
        self._unread = rest
        for message in whole:
            self._hear(read(message))

    def _hear(self, message: Value) -> None:
        if "id" not in message:
            self.happened(str(message.get("method", "")), message.get("params", {}))
        elif answered := self._waiting.pop(message["id"], None):
            error = message.get("error")
            answered({"error": str(error.get("message", ""))} if error else message.get("result", {}))


def read(message: bytes | bytearray) -> Value:
    """One message of the browser's. Raises BrowserGone."""
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        raise BrowserGone("the browser says what cannot be read") from None
    if not isinstance(value, dict):
        raise BrowserGone("the browser says what cannot be read")
    return value
