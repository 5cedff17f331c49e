"""A browser for tests, spoken to over its pipe: calls, one after the other."""

from __future__ import annotations

import itertools
import json
import os
import selectors
import time
from types import TracebackType
from typing import Any

from mixer.web.launch import Launched

PATIENCE_S = 60.0


class Browser:
    """Calls of the DevTools protocol; `events` keeps what happened meanwhile."""

    def __init__(self, launched: Launched) -> None:
        self.launched = launched
        self.events: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._unread = b""

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.launched.kill()

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        os.write(self.launched.to_browser, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        if "error" in answer:
            return {"errorText": answer["error"]["message"]}
        return dict(answer["result"])

    def page(self, url: str = "about:blank") -> str:
        """A new page: its session."""
        target = self.call("Target.createTarget", url=url)["targetId"]
        return str(self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def evaluate(self, session: str, expression: str) -> Any:
        result = self.call("Runtime.evaluate", session, expression=expression, returnByValue=True, awaitPromise=True)
        return result.get("result", {}).get("value")

    def _next(self) -> dict[str, Any]:
        with selectors.DefaultSelector() as selector:  # `select` knows only the first 1024 descriptors
            selector.register(self.launched.from_browser, selectors.EVENT_READ)
            deadline = time.monotonic() + PATIENCE_S
            while b"\0" not in self._unread:
                assert selector.select(max(0, deadline - time.monotonic())), "the browser says nothing"
                some = os.read(self.launched.from_browser, 1 << 20)
                assert some, "the browser ended"
                self._unread += some
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))
