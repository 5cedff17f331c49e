"""`python -m mixer engine …`: the nursery imports what its workers need while the engine imports what it needs.

Each takes half a second, and a show that comes on air waits for both.
"""

from __future__ import annotations

from mixer.feed.nursery import Nursery


def main(argv: list[str]) -> int:
    nursery = Nursery()
    from mixer.programs import engine

    return engine.main(argv, nursery)
