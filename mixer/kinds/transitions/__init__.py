"""Transitions. To add one: a file beside these that declares a KIND, and its name in this table."""

from mixer.kinds.kind import TransitionKind, table

TRANSITIONS = table(
    TransitionKind, __name__,
    "cut",
    "mix",
    "dip",
    "wipe",
    "slide",
    "push",
    "move",
    "stinger",
)  # fmt: skip
