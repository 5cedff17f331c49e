"""Rundowns: programmes that play by themselves. All of it is values and arithmetic; the standard library is enough."""

from mixer.core.rundown.book import item_of
from mixer.core.rundown.plan import Occurrence, plan, started
from mixer.core.rundown.playout import Playout
from mixer.core.rundown.reading import read_rundown
from mixer.core.rundown.values import Content, Item, Rundown, frames_lasting
from mixer.core.rundown.wall_clock import WallClock, local_utc_s

__all__ = [
    "Content",
    "Item",
    "Occurrence",
    "Playout",
    "Rundown",
    "WallClock",
    "frames_lasting",
    "item_of",
    "local_utc_s",
    "plan",
    "read_rundown",
    "started",
]
