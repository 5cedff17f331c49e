"""`python -m mixer engine …`: the forkserver imports what its workers need while the engine imports what it needs.

Each takes half a second, and a show that comes on air waits for both.
"""

from __future__ import annotations

from mixer.feed.forkserver import Forkserver


def main(argv: list[str]) -> int:
    forkserver = Forkserver()
    from mixer.programs import engine

    return engine.main(argv, forkserver)
