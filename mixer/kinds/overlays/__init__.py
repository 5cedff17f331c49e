"""Overlays. To add one: a file beside these that declares a KIND, and its name in this table."""

from mixer.kinds.kind import OverlayKind, table

OVERLAYS = table(
    OverlayKind, __name__,
    "text",
    "image",
    "clock",
    "countdown",
    "countup",
    "ticker",
    "scoreboard",
    "names",
    "qr",
    "source",
    "web",
    "graphic",
)  # fmt: skip
