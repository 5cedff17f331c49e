"""The layouts a new show starts with, and those that an editor offers besides, as data."""

from __future__ import annotations

from typing import Any

Slot = dict[str, Any]


def slot(name: str, x: float, y: float, w: float, h: float, **more: Any) -> Slot:
    """A slot at fractions of the canvas, from its top left corner."""
    return {"name": name, "rect": {"x": x, "y": y, "w": w, "h": h, "anchor": "top-left"}, "fit": "cover", **more}


FRAME = {"border": {"width": 0.003, "color": "#e8eaed"}}
THIRD = 1 / 3


def template(key: str, name: str, *slots: Slot) -> dict[str, Any]:
    return {"key": key, "name": name, "slots": list(slots)}


MAIN = slot("main", 0, 0, 1, 1, fit="contain")


def inset(x: float, y: float) -> Slot:
    return slot("inset", x, y, 0.28, 0.28, **FRAME)


def grid(names: str, columns: int, width: float, height: float, top: float) -> list[Slot]:
    """Places of one size, row by row from the left, without gaps."""
    return [
        slot(name, width * (at % columns), top + height * (at // columns), width, height)
        for at, name in enumerate(names)
    ]


FIRST = [
    template("full", "Full", MAIN),
    template("pip", "Picture in picture", MAIN, inset(0.67, 0.06)),
    template(
        "side-by-side",
        "Side by side",
        slot("left", 0.02, 0.26, 0.475, 0.475),
        slot("right", 0.505, 0.26, 0.475, 0.475),
    ),
    template(
        "main-and-two",
        "One and two",
        slot("main", 0.02, 0.17, 0.64, 0.64),
        slot("top", 0.68, 0.17, 0.3, 0.31),
        slot("bottom", 0.68, 0.5, 0.3, 0.31),
    ),
    template("four-up", "Four up", *grid("abcd", 2, 0.5, 0.5, 0)),
    template("six-up", "Six up", *grid("abcdef", 3, THIRD, 0.33, 0.17)),
]
"""What every new show has."""

TEMPLATES = [
    *FIRST,
    template("pip-top-left", "Inset top left", MAIN, inset(0.05, 0.06)),
    template("pip-bottom-left", "Inset bottom left", MAIN, inset(0.05, 0.66)),
    template("pip-bottom-right", "Inset bottom right", MAIN, inset(0.67, 0.66)),
    template("halves", "Two halves", slot("left", 0, 0, 0.5, 1), slot("right", 0.5, 0, 0.5, 1)),
    template("stacked", "Two stacked", slot("top", 0, 0, 1, 0.5), slot("bottom", 0, 0.5, 1, 0.5)),
    template(
        "side-by-side-strap",
        "Side by side, strap below",
        slot("left", 0.02, 0.1, 0.475, 0.62, **FRAME),
        slot("right", 0.505, 0.1, 0.475, 0.62, **FRAME),
        slot("strap", 0.02, 0.76, 0.96, 0.18),
    ),
    template(
        "speaker-and-slides",
        "Speaker and slides",
        slot("slides", 0.02, 0.14, 0.72, 0.72, fit="contain"),
        slot("speaker", 0.76, 0.3, 0.22, 0.4),
    ),
    template("three-columns", "Three columns", *grid("abc", 3, THIRD, 1, 0)),
    template("nine-up", "Nine up", *grid("abcdefghi", 3, THIRD, THIRD, 0)),
]
"""What an editor offers."""
