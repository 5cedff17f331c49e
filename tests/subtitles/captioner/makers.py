"""Small makers for the captioner's tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from subtitles.captioner.errands import ErrandFailed
from subtitles.values import Line, Translation


def a_line(name: str = "ln_1", **changes: Any) -> Line:
    return Line(name, "heard", "en", "Good evening.", "good evening", 100, 160).but(**changes)


def texts(**by_code: str) -> dict[str, Translation]:
    return {code: Translation(code, text) for code, text in by_code.items()}


class FakeQueue:
    """Answers at once with what a function makes of the request; ErrandFailed is raised by it."""

    def __init__(self, answer: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        self.answer, self.asked = answer, []  # type: ignore[var-annotated]
        self.address = ""
        self.limits: list[float] = []

    def __call__(self, task: str, request: dict[str, Any], queue_name: str, limit_s: float) -> dict[str, Any]:
        self.asked.append((task, queue_name))
        self.limits.append(limit_s)
        return self.answer(task, request)

    def point_at(self, address: str) -> None:
        self.address = address


class Bell:
    """Set when it was rung."""

    def __init__(self) -> None:
        self.rung = threading.Event()

    def __call__(self) -> None:
        self.rung.set()

    def wait(self) -> None:
        assert self.rung.wait(10), "nothing came back"
        self.rung.clear()


def late(task: str, request: dict[str, Any]) -> dict[str, Any]:
    raise ErrandFailed("late", "no answer within 60 s")
