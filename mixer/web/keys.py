"""What a hand on the console does to a page, as the browser's own events. Pure; nothing of it is ever written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Call = tuple[str, dict[str, Any]]
"""A method of the browser's protocol and its parameters."""

MOST_EVENTS, LONGEST_TEXT = 64, 4096  # in one message
MOST = 10_000  # that a number may be: whole ones have no end, and fractions do
BUTTONS = {"left": 1, "right": 2, "middle": 4}
KEYS = {
    "Backspace": 8, "Tab": 9, "Enter": 13, "Escape": 27, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
    "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Delete": 46,
    **{f"F{number}": 111 + number for number in range(1, 13)},
}  # fmt: skip
TEXTS = {"Enter": "\r", "Tab": ""}
_POINTER = {"move": "mouseMoved", "down": "mousePressed", "up": "mouseReleased", "wheel": "mouseWheel"}


def calls_of(events: Any, width: float, height: float) -> Iterator[Call]:
    """The calls for these events on a page of width × height CSS pixels; what makes no sense is left out."""
    for event in events[:MOST_EVENTS] if isinstance(events, list) else ():
        if not isinstance(event, dict):
            continue
        kind = event.get("type")
        if kind in _POINTER:
            yield "Input.dispatchMouseEvent", _pointer(event, width, height)
        elif kind == "key":
            yield from _key(str(event.get("key", "")))
        elif kind == "text":
            yield "Input.insertText", {"text": str(event.get("text", ""))[:LONGEST_TEXT]}


def _pointer(event: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    kind, button = event["type"], str(event.get("button", "left"))
    told: dict[str, Any] = {"type": _POINTER[kind], "x": _part(event, "x") * width, "y": _part(event, "y") * height}
    if kind in ("down", "up"):
        told |= {"button": button if button in BUTTONS else "left", "clickCount": 1}
    if kind == "down":
        told["buttons"] = BUTTONS.get(button, 1)
    if kind == "wheel":
        told |= {"deltaX": _pixels(event, "dx"), "deltaY": _pixels(event, "dy")}
    return told


def _key(key: str) -> Iterator[Call]:
    if len(key) == 1:
        yield "Input.insertText", {"text": key}
    elif key in KEYS:
        told = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"text": TEXTS[key]} if TEXTS.get(key) else {}
        yield "Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", **told, **text}
        yield "Input.dispatchKeyEvent", {"type": "keyUp", **told}


def _part(event: dict[str, Any], name: str) -> float:
    return min(1.0, max(0.0, _number(event.get(name))))


def _pixels(event: dict[str, Any], name: str) -> float:
    return min(5000.0, max(-5000.0, _number(event.get(name))))


def _number(value: Any) -> float:
    known = isinstance(value, int | float) and value == value
    return float(min(MOST, max(-MOST, value))) if known else 0.0
