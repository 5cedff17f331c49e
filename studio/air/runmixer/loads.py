"""What the engine was told to play and has not answered, and the newest show of the database where it missed that."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

CATCH_UP = "catch-up-"

Show = dict[str, Any]


class Loads:
    """`send(name, revision, show)` asks the engine for it and says whether that could be asked at all.

    An edit's own load, which says who made it, has `patience_s` seconds before we load the stored show ourselves.
    """

    def __init__(
        self, send: Callable[[str, int, Show], bool], patience_s: float, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._send, self._patience_s, self._now_s = send, patience_s, now_s
        self._asked: dict[str, tuple[int, Show]] = {}
        self._stored: tuple[int, Show] | None = None
        self._stored_at_s = 0.0
        self._engines = 0
        self._catching_up = False

    def send(self, name: str, revision: int, show: Show) -> bool:
        """Have the engine play this show."""
        self._asked[name] = (revision, show)
        return self._send(name, revision, show)

    def answered(self, name: str) -> tuple[int, Show] | None:
        """What was asked for by this name, if it was a load."""
        self._catching_up = self._catching_up and not str(name).startswith(CATCH_UP)
        return self._asked.pop(name, None)

    def another_engine(self) -> None:
        self._engines += 1
        self._catching_up = False

    def forget(self) -> None:
        """The engine has gone, and what it was asked with it."""
        self._asked.clear()

    def stored_is(self, revision: int, show: Show) -> None:
        """The newest show in the database."""
        self._stored, self._stored_at_s = (revision, show), self._now_s()

    def behind(self, desk: dict[str, Any] | None) -> str:
        """The name of a load that brings an older desk to the stored show: no engine was there to take the edit's own.

        Empty while there is nothing to catch up with, or the edit's own load may still come.
        """
        if not (desk and self._stored) or self._catching_up or self._stored[0] <= desk["revision"]:
            return ""
        if self._now_s() - self._stored_at_s < self._patience_s:
            return ""
        return f"{CATCH_UP}{self._engines}-{self._stored[0]}"

    def catch_up(self, name: str) -> None:
        assert self._stored is not None
        self._catching_up = self.send(name, *self._stored)
