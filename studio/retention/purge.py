"""Letting go of old rows, a few at a time: what is on air writes to the same database."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from studio.retention.rules import Rule, rules

STEP = 500  # rows; a few milliseconds of a write lock
PAUSE_S = 0.05  # in which others write
STEPS_MOST = 400  # at one go: 200,000 rows; the rest is for the next


def purge(pause: Callable[[float], None] = time.sleep) -> Counter[str]:
    """Delete what is old, at most `STEPS_MOST` steps of it; how many rows of each kind went. Raises DatabaseError."""
    gone: Counter[str] = Counter()
    steps = 0
    for rule in rules():
        while steps < STEPS_MOST and (count := step(rule)):
            gone[rule.name] += count
            steps += 1
            pause(PAUSE_S)
    return gone


def step(rule: Rule) -> int:
    """Delete some of a rule's rows; how many."""
    old = rule.old()
    some = list(old.order_by("pk").values_list("pk", flat=True)[:STEP])
    if some:
        old.model._default_manager.filter(pk__in=some).delete()
    return len(some)
