"""A rundown on air: a Playout and a fake engine, run frame by frame."""

from __future__ import annotations

from typing import Any

from mixer.core.rundown import Playout, Rundown, WallClock
from tests.mixer.core.rundown.fake_engine import FakeEngine

Entry = dict[str, Any]


class OnAir:
    def __init__(self, rundown: Rundown, clock: WallClock, **engine: Any) -> None:
        true_s = {each.id: each.length_s for each in rundown.items.values()} | engine.pop("true_s", {})
        self.clock, self.rundown = clock, rundown
        loops = {each.id for each in rundown.items.values() if each.repeat == 0}
        self.engine = FakeEngine(true_s, clock.rate, loops=loops, **engine)
        self.playout = Playout(clock, rundown)
        self.entries: list[Entry] = []
        self.runs: list[Entry] = []
        self.events: list[Entry] = []
        self.frame = 0
        self.others: list[Rundown] = []

    def followed_by(self, *others: Rundown) -> None:
        """Others that may follow, as whoever runs it gives them."""
        self.others += others
        for other in others:
            self.engine.true_s |= {each.id: each.length_s for each in other.items.values()}
            self.playout.may_follow(other, self.frame)

    def edit(self, rundown: Rundown) -> None:
        """An edit of the one that plays."""
        self.playout.load(rundown, self.frame)
        if rundown.id == self.rundown.id:
            self.rundown = rundown
        self.others = [rundown if one.id == rundown.id else one for one in self.others]

    def do(self, verb: str, **fields: Any) -> None:
        self.playout.obey({"verb": verb, **fields}, self.frame)

    def run_to(self, seconds: float, engine: bool = True) -> None:
        """Runs to a second of the show; without an engine nobody obeys."""
        while self.frame < seconds * self.clock.rate:
            self.run_frame(engine)

    def run_frame(self, engine: bool = True) -> None:
        command = self.playout.line_up(self.frame)
        if engine:
            self.engine.obey(command, self.frame)
            self.engine.run(self.frame)
        self.playout.hear(self.engine.desk(self.frame) if engine else None, self.frame)
        self.gather()
        self.frame += 1

    def gather(self) -> None:
        self.entries += self.playout.journal()
        self.runs += self.playout.as_run()
        self.events += self.playout.events()

    def restart(self, hears: bool = True) -> None:
        """The driver is started anew from its journal, and hears the engine before it says anything."""
        self.gather()
        playing = next((one for one in self.others if one.id == self.playout.state.rundown), self.rundown)
        self.playout = Playout(self.clock, playing, self.entries)
        for other in (self.rundown, *self.others):
            self.playout.may_follow(other, self.frame)
        if hears:
            self.playout.hear(self.engine.desk(self.frame), self.frame)

    @property
    def aired(self) -> list[tuple[str, float]]:
        """What aired, and from which second on."""
        return [(run["item"], run["start_frame"] / float(self.clock.rate)) for run in self.runs
                if run["end_frame"] > run["start_frame"]]  # fmt: skip

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(run["item"], run["status"]) for run in self.runs]
