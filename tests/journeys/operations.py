"""Which of the API's operations somebody has used with success, by the studio's own description of it."""

from __future__ import annotations

import re
from typing import Any

import httpx

METHODS = {"get", "post", "put", "patch", "delete"}
Operation = tuple[str, str]  # method, and path as the description has it


class Heard:
    """Listens to a client's calls."""

    def __init__(self, client: httpx.Client) -> None:
        self.done: set[Operation] = set()
        self._schema: dict[str, Any] = client.get("schema").raise_for_status().json()
        client.event_hooks["response"].append(self._note)

    def _note(self, answer: httpx.Response) -> None:
        if answer.is_success:
            path = answer.request.url.path
            self.done |= {one for one in self.operations() if matches(one, answer.request.method, path)}

    def operations(self) -> set[Operation]:
        """Everything that is described."""
        paths: dict[str, dict[str, Any]] = self._schema["paths"]
        return {(method.upper(), path) for path, methods in paths.items() for method in METHODS & set(methods)}

    def left_out(self) -> list[str]:
        return sorted(f"{method} {path}" for method, path in self.operations() - self.done)


def matches(operation: Operation, method: str, path: str) -> bool:
    """Whether a request is of this operation."""
    pattern = re.sub(r"\{[^}]+\}", "[^/]+", operation[1].rstrip("/"))
    return operation[0] == method and re.fullmatch(pattern, path.rstrip("/")) is not None
