"""Whatever is asked, fails or is started anew: one item a frame, a log without holes, a journal that says it all."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from mixer.core.rundown import Playout, Rundown
from mixer.core.rundown.state import written
from mixer.errors import BadCommand
from tests.mixer.core.rundown.makers import clock_at, item, rundown_of
from tests.mixer.core.rundown.show import OnAir

RUNS = int(os.environ.get("RUNDOWN_RUNS", "300"))  # 10000 to be sure
RATE = Fraction(5)
FRAMES = 300
MEDDLED = 0.04  # of the frames
GROUPS = 10


def a_rundown(random: Random) -> dict[str, Any]:
    """A few short items of all kinds, with times within the run and an hour before and after."""
    items: dict[str, Any] = {}
    for index in range(random.randint(1, 9)):
        kind = random.choice(("follow",) * 5 + ("fixed", "fixed", "insert", "manual"))
        fields: dict[str, Any] = {"mode": kind, "priority": random.randint(0, 1), "back": random.choice(BACKS)}
        if kind in ("fixed", "insert"):
            moments = sorted(random.sample(range(-3600, 3700), 30) + [random.randrange(1, 120)])
            fields["starts"] = [local(moment) for moment in dict.fromkeys(moments)]
            fields["late_s"] = random.choice((0.0, 3.0))
        if kind == "follow":
            fields |= {"group": random.choice(("", "", "g")), "transition_ms": random.choice((0, 0, 600))}
        fields |= {"backup": random.choice(("", "", "b1")), "live": random.random() < 0.1}
        length_s = None if random.random() < 0.05 and kind != "insert" else random.choice((1, 1.3, 2, 5, 9.9, 25))
        items[f"i{index}"] = item(length_s, repeat=random.choice((1, 1, 1, 2, 0)), **fields)
    fillers = random.choice(([], ["f1"], ["f1", "f2"]))
    items |= {"f1": item(4), "f2": item(7.7), "b1": item(3)}
    order = [ident for ident in items if ident.startswith("i")]
    items |= {"o": item(2.2), "c1": item(3), "c2": item(1, transition_ms=400)}
    items |= {spot: item(random.choice((1, 1.7, 3)), group="breaks") for spot in SPOTS}
    films = {"opening": random.choice(([], ["o"])), "closing": random.choice(([], ["c1", "c2"]))}
    breaks = {"spots": SPOTS, "every_s": random.choice((0, 5, 12)), "take": random.choice((0, 1, 2))}
    return {"items": items, "order": order, "fillers": fillers, "rounds": random.choice((0, 1, 3)),
            "shuffle": random.choice((None, 5)), "standby": {"show": {}, "scene": "s"}, **films,
            "breaks": random.choice((None, breaks, breaks)),
            "at_end": random.choice(("standby", "next", "next")), "next": "other"}  # fmt: skip


def another(random: Random) -> Rundown:
    """One that may follow, with items of the same names."""
    return rundown_of(**a_rundown(random) | {"id": "other", "next": "run"})


WAYS = ("command", "command", "command", "cut", "clock", "engine", "driver", "broken", "length", "edit")
BACKS = ("resume", "join", "restart", "next")
SPOTS = ["s1", "s2", "s3"]
START = clock_at("2026-11-22T12:00:00", RATE)


def local(seconds: float) -> str:
    hours, rest = divmod(int(seconds) + 12 * 3600, 3600)
    return f"2026-11-22T{hours:02}:{rest // 60:02}:{rest % 60:02}"


class Adversary:
    """Does to a show what people, files, clocks and processes do."""

    def __init__(self, random: Random, show: OnAir) -> None:
        self.random, self.show = random, show
        self.away_until = 0

    def meddle(self) -> None:
        show, random = self.show, self.random
        name = random.choice(WAYS)
        if name == "command":
            self.command()
        elif name == "cut" and show.engine.takes:
            show.engine.cut(show.frame)
        elif name == "clock":
            step = random.choice((-3600, 3600, -5, 5, 0.3, random.uniform(-3600, 3600)))
            show.clock = replace(show.clock, zero_utc_s=START.zero_utc_s + Fraction(step))
            show.playout.clock_is(show.clock, show.frame)
        elif name == "engine":
            show.engine.restart()
            self.away_until = show.frame + random.randint(0, 20)
        elif name == "driver":
            show.restart()
        elif name == "broken":
            show.engine.broken = set(random.sample(sorted(show.rundown.items), random.randint(0, 2)))
        elif name == "edit":
            self.edit()
        elif name == "length":
            show.engine.true_s[random.choice(sorted(show.rundown.items))] = random.choice((1.0, 3.3, 12.0))

    def edit(self) -> None:
        """Some items go, others change places."""
        show, rundown = self.show, self.show.playout.rundown
        assert rundown is not None
        order = [ident for ident in rundown.items if ident.startswith("i") and self.random.random() < 0.8]
        self.random.shuffle(order)
        fillers = tuple(each for each in ("f1", "f2") if self.random.random() < 0.7)
        show.edit(replace(rundown, revision=rundown.revision + 1, order=tuple(order), fillers=fillers))

    def command(self) -> None:
        playing = self.show.playout.rundown
        items = sorted(playing.items) if playing else []
        verb, fields = self.random.choice((
            ("skip", {}), ("unskip", {}), ("jump", {"item": self.random.choice(items)}), ("hold", {"on": True}),
            ("hold", {"on": False}), ("hold", {"on": False}), ("insert", {"item": self.random.choice(items)}),
            ("extend", {"seconds": 5}), ("hand_back", {"where": "clock"}), ("hand_back", {"where": "left"}),
            ("hand_back", {"where": "clock"}), ("break", {}), ("break", {}), ("stop", {"closing": True}),
        ))  # fmt: skip
        before = written(self.show.playout.state)
        try:
            self.show.do(verb, **fields)  # type: ignore[arg-type]
        except BadCommand:
            assert written(self.show.playout.state) == before


@pytest.mark.parametrize("group", range(GROUPS))
def test_whatever_happens_the_log_has_no_holes_and_the_journal_says_where_it_is(group: int) -> None:
    for seed in range(group * RUNS // GROUPS, (group + 1) * RUNS // GROUPS):
        random = Random(seed)
        show = OnAir(rundown_of(**a_rundown(random)), START, opening_frames=random.choice((0, 0, 3)))
        show.followed_by(another(random))
        show.do("start", at=random.choice(("start", "clock")))
        adversary = Adversary(random, show)
        for _ in range(FRAMES):
            show.run_frame(engine=show.frame >= adversary.away_until)
            holds_together(seed, show)
            if random.random() < MEDDLED:
                adversary.meddle()
        show.do("stop")
        show.gather()
        tiles(seed, show)


def holds_together(seed: int, show: OnAir) -> None:
    state, engine = show.playout.state, show.engine
    if show.frame % 9 == 0:
        assert Playout(show.clock, show.playout.rundown, show.entries).state == state, seed
    assert len(engine.told.get("items", ())) <= 4, seed
    names = [line["occurrence"] for line in engine.told.get("items", ())]
    assert len(set(names)) == len(names), (seed, show.frame, names)
    on_air = (engine.desk(show.frame) or {}).get("on_air")
    if on_air and state.takes and engine.takes and state.on is not None and show.playout.carried:
        assert on_air["occurrence"] == state.on.occurrence, (seed, show.frame)


def tiles(seed: int, show: OnAir) -> None:
    """Each airing begins where the one before it ended, from the start to the stop."""
    lasting = [run for run in show.runs if run["item"] or run["end_frame"] > run["start_frame"]]
    lasting = [run for run in lasting if run["status"] not in ("did_not_air", "missing_content")]
    lasting = [run for run in lasting if run["end_frame"] > run["start_frame"]]
    assert all(run["end_frame"] >= run["start_frame"] for run in show.runs), seed
    for one, other in pairwise(lasting):
        assert one["end_frame"] == other["start_frame"], (seed, one, other)
    for run in lasting:
        if run["status"] == "aired":
            shown = [show.engine.pictures.get(frame) for frame in range(run["start_frame"], run["end_frame"])]
            # What is asked on its very last frame, and cannot be opened, leaves nothing to show till that is known.
            assert set(shown[:-1]) <= {run["item"]} and shown[-1] in (run["item"], None), (seed, run, shown)
    begun = [run["occurrence"] for run in lasting if run["occurrence"]]
    assert len(set(begun)) == len(begun), (seed, [name for name in begun if begun.count(name) > 1])
