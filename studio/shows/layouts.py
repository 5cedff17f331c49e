"""The layouts a new show starts with, and that an editor offers, as data."""

from __future__ import annotations

from typing import Any

Slot = dict[str, Any]


def slot(name: str, x: float, y: float, w: float, h: float, **more: Any) -> Slot:
    """A slot at fractions of the canvas, from its top left corner."""
    return {"name": name, "rect": {"x": x, "y": y, "w": w, "h": h, "anchor": "top-left"}, "fit": "cover", **more}


FRAME = {"border": {"width": 0.003, "color": "#e8eaed"}}
THIRD = 1 / 3

TEMPLATES: list[dict[str, Any]] = [
    {"key": "full", "name": "Full", "slots": [slot("main", 0, 0, 1, 1, fit="contain")]},
    {
        "key": "pip",
        "name": "Picture in picture",
        "slots": [slot("main", 0, 0, 1, 1, fit="contain"), slot("inset", 0.67, 0.06, 0.28, 0.28, **FRAME)],
    },
    {
        "key": "side-by-side",
        "name": "Side by side",
        "slots": [slot("left", 0.02, 0.26, 0.475, 0.475), slot("right", 0.505, 0.26, 0.475, 0.475)],
    },
    {
        "key": "main-and-two",
        "name": "One and two",
        "slots": [
            slot("main", 0.02, 0.17, 0.64, 0.64),
            slot("top", 0.68, 0.17, 0.3, 0.31),
            slot("bottom", 0.68, 0.5, 0.3, 0.31),
        ],
    },
    {
        "key": "four-up",
        "name": "Four up",
        "slots": [
            slot(name, 0.5 * column, 0.5 * row, 0.5, 0.5)
            for name, column, row in (("a", 0, 0), ("b", 1, 0), ("c", 0, 1), ("d", 1, 1))
        ],
    },
    {
        "key": "six-up",
        "name": "Six up",
        "slots": [
            slot(name, THIRD * (number % 3), 0.17 if number < 3 else 0.5, THIRD, 0.33)
            for number, name in enumerate("abcdef")
        ],
    },
]
