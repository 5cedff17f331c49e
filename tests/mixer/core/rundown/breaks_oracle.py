"""Ad breaks by rule the plain way: frame after frame, with a list of what comes and no plan.

It shares no line with `mixer/core/rundown`. It knows items that follow, fixed times that cut, timed inserts that give
back where they interrupted, rounds for ever, breaks of some of their spots, and a hold; nothing that fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Begin = tuple[int, str]  # a frame, and what begins on it; "" is the standby
HOLD = 0.5  # seconds for which the last picture bridges a gap before a fixed time


@dataclass
class Wanted:
    """`lasts` in frames by item; `times` are those of the `fixed` item, `inserts` of the `insert`.

    A break has `size` spots; `held` are the frames on which nothing begins.
    """

    rate: int
    lasts: dict[str, int]
    order: list[str]
    fixed: str
    times: list[int]
    insert: str
    inserts: list[int]
    spots: list[str]
    every: int
    first: int | None
    size: int
    held: range = range(0)


@dataclass
class Oracle:
    wanted: Wanted
    begun: list[Begin] = field(default_factory=list)
    on: str = ""
    ends: int | None = 0
    place: int = 0  # of the next in the order
    left: list[tuple[str, int]] = field(default_factory=list)  # interrupted, with the frames that are left
    coming: list[str] = field(default_factory=list)  # spots of the break that plays
    spot: int = 0
    since: int = 0
    broke: bool = False

    def until(self, last: int) -> list[Begin]:
        for frame in range(last):
            self.frame(frame)
        return self.begun

    def frame(self, frame: int) -> None:
        wanted = self.wanted
        if frame in wanted.held:
            return
        if frame - 1 in wanted.held and self.ends is not None and self.ends <= frame:
            self.ends = frame + 1  # let go, it ends on the next
        if frame in wanted.times:
            self.left, self.coming = [], []
            self.place = wanted.order.index(wanted.fixed) + 1
            self.begin(frame, wanted.fixed)
        elif frame in wanted.inserts:
            self.left.append((self.on, (self.ends or frame) - frame))
            self.begin(frame, wanted.insert)
        elif self.ends == frame:
            self.follow(frame)

    def follow(self, frame: int) -> None:
        soon = min((time for time in [*self.wanted.times, *self.wanted.inserts] if time > frame), default=None)
        if soon in self.wanted.times and soon - frame <= HOLD * self.wanted.rate:  # type: ignore[operator]
            self.ends = soon
        elif self.left:
            item, frames = self.left.pop()
            self.begin(frame, item, max(1, frames)) if item else self.next_of_order(frame)
        elif self.coming or self.break_comes(frame):
            self.begin(frame, self.coming.pop(0))
        else:
            self.next_of_order(frame)

    def break_comes(self, frame: int) -> bool:
        wanted = self.wanted
        waits = wanted.every if self.broke or wanted.first is None else wanted.first
        if self.on in wanted.spots or self.on == wanted.insert or not self.on or frame - self.since < waits:
            return False
        spots = [wanted.spots[(self.spot + each) % len(wanted.spots)] for each in range(wanted.size)]
        over = frame + sum(wanted.lasts[spot] for spot in spots)
        if any(frame < time < over for time in wanted.times):
            return False
        self.coming, self.spot = spots, (self.spot + wanted.size) % len(wanted.spots)
        return True

    def next_of_order(self, frame: int) -> None:
        order = self.wanted.order
        later = sorted(time for time in self.wanted.times if time > frame)
        while True:
            item = order[self.place % len(order)]
            if item != self.wanted.fixed:
                self.place = self.place % len(order) + 1
                return self.begin(frame, item)
            if later:
                return self.begin(frame, "")  # it is waited for
            self.place = self.place % len(order) + 1

    def begin(self, frame: int, item: str, lasts: int | None = None) -> None:
        if self.on in self.wanted.spots:
            self.since, self.broke = frame, True
        self.on = item
        self.ends = None if not item else frame + (self.wanted.lasts[item] if lasts is None else lasts)
        self.begun.append((frame, item))
