"""Whether the items of a rundown begin on their frames: a thousand on the engine, and weeks in which clocks change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import av

from mixer.core.clock import Timeline
from mixer.core.rundown import WallClock, plan, read_rundown
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.feed.frames import rows_of
from mixer.programs.rundown import RundownPlayer
from mixer.protocol.showfile import Canvas, Encoding, Show
from mixer.sources.counter import read_counter
from tests.bench.figure import Figure
from tests.bench.mixed_files import right, said, write
from tests.bench.rundown_items import SMALL_FILES, Compiled, compiled, file, picture, signal, still
from tests.bench.rundown_oracle import Begin, expected, utc_of
from tests.mixer.clips import SIZE
from tests.mixer.core.rundown.makers import mixed as many_items

RATE = Fraction(30)
ITEMS, FIXED_EACH, LOOKED_AT, WINDOW = 1000, 20, 60, 15
ZERO_UTC_S = utc_of("2026-11-22T20:00:00", "Europe/Berlin") + 0.013  # no time falls on a frame by chance
SHOW = Show("Starts", canvas=Canvas(*SIZE), encoding=Encoding(preset="ultrafast", threads=1, crf=12))

CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-10-04", "2026-04-05"),
}
NEAR = ("01:40:00", "02:10:00", "02:25:00", "02:47:00", "03:15:00", "03:45:00")  # there twice, or not at all, or moved
BEFORE_S, PLAYED = 1.513, 75  # frames of the engine around a time


class Errors(NamedTuple):
    """The most frames between a start and the one that was expected, of so many starts of each kind."""

    content_first: int = 0
    time_first: int = 0
    contents: int = 0
    times: int = 0

    def __or__(self, other: Errors) -> Errors:
        worst = max(self.content_first, other.content_first), max(self.time_first, other.time_first)
        return Errors(*worst, self.contents + other.contents, self.times + other.times)


def rundown_start_error_frames() -> Iterator[Figure]:
    """A thousand items of all kinds on the engine, sixty of them by their pictures too; a week at each change."""
    with tempfile.TemporaryDirectory(prefix="tally-starts-") as name:
        folder = Path(name)
        for number, mixed in enumerate(SMALL_FILES):
            write(folder / f"{number}.mp4", number, mixed)
        picture(folder / "still.png")
        played, pictures = thousand(folder)
        near = [near_a_change(folder, zone, day) for zone, days in CHANGES.items() for day in days]
    weeks = [a_week(zone, day) for zone, days in CHANGES.items() for day in days]
    whole = Errors()
    for each in (played, *near, *weeks):
        whole |= each
    about = {
        "time_first": whole.time_first,
        "engine": {"content_first_starts": played.contents, "time_first_starts": played.times},
        "by_pictures": {"starts": LOOKED_AT, "worst": pictures},
        "near_changes_by_engine": sum(each.contents + each.times for each in near),
        "weeks_by_plan": sum(each.contents + each.times for each in weeks),
    }
    goal = "0 content first, <= 1 time first"
    yield Figure("rundown_start_error_frames", max(whole.content_first, pictures), "frames", goal, about)


def held_against(rundown: Compiled, actual: list[Begin], right_ones: list[Begin]) -> Errors:
    """Start by start. Raises SystemExit where something else began than was expected."""
    found = Errors()
    for (start, name), (wanted, wanted_name) in zip(actual, right_ones, strict=False):
        if name != wanted_name:
            raise SystemExit(f"expected {wanted_name or 'standby'} on frame {wanted}, found {name} on {start}")
        error, is_timed = abs(start - wanted), bool(name) and rundown["items"][name]["mode"] == "fixed"
        found |= Errors(0, error, 0, 1) if is_timed else Errors(error, 0, 1, 0)
    if len(actual) != len(right_ones):
        raise SystemExit(f"expected {len(right_ones)} items to begin, found {len(actual)}")
    return found


def aired(rundown: Compiled, folder: Path, zero_utc_s: float, frames: int, film: Path) -> list[Begin]:
    """What began on which frame, by the engine's as-run, when it plays a rundown from frame 0 on."""
    with film.open("wb") as out:
        engine = Engine(SHOW, Timeline(RATE), offline=True, file=out.fileno())
        player = RundownPlayer(engine, read_rundown(rundown), zero_utc_s, folder)
        engine.before_frame = player
        engine.run(offline(frames))
        player.playout.hear(engine.desk.rundown.to_json(), frames)
        shown = engine.desk.rundown.on_air
    over = [*player.airings, *player.playout.as_run()]
    begun = [(one["start_frame"], one["item"]) for one in over if one["end_frame"] > one["start_frame"]]
    return begun + ([(shown.start_frame, shown.item)] if shown else [])


# -- a thousand items ------------------------------------------------------------------------------


def thousand(folder: Path) -> tuple[Errors, int]:
    """How far starts are from the oracle's, by the as-run, and of sixty by the pictures."""
    rundown = a_thousand_items(folder, Random(1000))
    right_ones = expected(rundown, RATE, Fraction(ZERO_UTC_S), 0, ITEMS * 30 * 3)
    frames = right_ones[-1][0] if right_ones[-1][1] == "" else right_ones[-1][0] + 30
    begun = aired(rundown, folder, ZERO_UTC_S, frames, folder / "film.mp4")
    errors = held_against(rundown, begun, [one for one in right_ones if one[0] < frames])
    return errors, worst_by_pictures(folder / "film.mp4", rundown, right_ones, frames)


def a_thousand_items(folder: Path, random: Random) -> Compiled:
    """Files, laps, stills, scenes, mixes; every twentieth at a time, which cuts what runs, waits or is filled up to."""
    items: dict[str, Compiled] = {}
    at_s = 0.0
    for index in range(ITEMS):
        parts: dict[str, Any] = {}
        if index % FIXED_EACH == FIXED_EACH - 1:
            at_s += random.choice((-1.4, -0.7, 0.1, 2.6, 5.3))
            parts = {"mode": "fixed", "starts": [local(at_s)], "late_s": random.choice((0.0, 0.0, 1.0))}
        elif index % 7 == 3:
            parts = {"transition_ms": 200}
            at_s -= 0.2
        items[f"i{index}"] = one = any_kind(folder, index, random, parts)
        at_s += one["duration_s"] or one["length_s"] * one["repeat"]
    items |= {f"f{number}": file(folder / f"{number}.mp4", SMALL_FILES[number]) for number in (9, 10)}
    return compiled(items, fillers=["f9", "f10"], zone="Europe/Berlin")


def any_kind(folder: Path, index: int, random: Random, parts: dict[str, Any]) -> Compiled:
    if index % 10 == 4:
        return still(folder / "still.png", random.choice((1.0, 1.25, 1.5)), **parts)
    if index % 10 == 8:
        return signal(random.choice((1.0, 1.1, 2.0)), **parts)
    number = index % len(SMALL_FILES)
    laps = {"repeat": 2} if index % 10 == 6 and SMALL_FILES[number].size else {}
    return file(folder / f"{number}.mp4", SMALL_FILES[number], **laps, **parts)


def local(seconds: float) -> str:
    """A time of the evening on which the thousand begin."""
    return f"2026-11-22T20:{int(seconds // 60):02}:{seconds % 60:06.3f}"


def worst_by_pictures(film: Path, rundown: Compiled, right_ones: list[Begin], frames: int) -> int:
    """Of sixty starts of files, spread over the film, the most frames from where their first picture should be."""
    followed = zip(right_ones, [*right_ones[1:], (frames, "")], strict=True)
    plain = [one for one, (end, _) in followed if one[0] + WINDOW <= end <= frames and is_plain(rundown, one[1])]
    chosen = plain[:: max(1, len(plain) // LOOKED_AT)][:LOOKED_AT]
    looked_at = {frame for start, _ in chosen for frame in range(max(0, start - WINDOW), start + WINDOW)}
    seen = counters(film, looked_at)
    return max(abs(first_seen(seen, start, number_of(rundown, name)) - start) for start, name in chosen)


def is_plain(rundown: Compiled, name: str) -> bool:
    """A file with pictures that comes on with a cut, from its beginning."""
    if not name or name in rundown["fillers"] or rundown["items"][name]["transition_ms"]:
        return False
    number = number_of(rundown, name)
    return number is not None and SMALL_FILES[number].size is not None


def number_of(rundown: Compiled, name: str) -> int | None:
    path = rundown["items"][name]["content"]["show"]["sources"][0]["input"].get("path", "")
    return int(Path(path).stem) if path.endswith(".mp4") else None


def counters(film: Path, frames: set[int]) -> dict[int, int]:
    """What the pictures of some frames say."""
    with av.open(str(film)) as container:
        pictures = enumerate(container.decode(video=0))
        return {number: read_counter([rows_of(one.planes[0])]) for number, one in pictures if number in frames}


def first_seen(seen: dict[int, int], start: int, number: int | None) -> int:
    """The frame near `start` on which the file's first picture stands, with the right ones behind it."""
    assert number is not None
    for frame in range(start - WINDOW, start + WINDOW):
        shown = [seen.get(frame + after) for after in range(start + WINDOW - frame)]
        if shown == [said(number, right(SMALL_FILES[number], after, RATE)) for after in range(len(shown))]:
            return frame
    raise SystemExit(f"file {number} is not to be seen around frame {start}")


# -- changes of the clocks -------------------------------------------------------------------------


def a_week(zone: str, day: str) -> Errors:
    """A thousand items over and over, twenty-four of them daily, from four days before a change to three after."""
    days = [(date.fromisoformat(day) + timedelta(days=each)).isoformat() for each in range(-4, 4)]
    rundown = many_items(Random(day), zone, days)
    zero = Fraction(utc_of(f"{days[0]}T12:00:00", zone)) + Fraction(13, 1000)
    until = int(7 * 86_400 * RATE)
    planned = plan(read_rundown(rundown), WallClock(RATE, zero), 0, until)
    begun = [(one.start_frame, one.item) for one in planned if not one.trouble]
    return held_against(rundown, begun, expected(rundown, RATE, zero, 0, until))


def near_a_change(folder: Path, zone: str, day: str) -> Errors:
    """Each time of that night on the engine, started shortly before it, and before the clocks show it again."""
    starts = [f"{day}T{time}" for time in NEAR]
    items = {
        "before": signal(7200.0),
        **{f"at{number}": one_at(folder, number, start) for number, start in enumerate(starts)},
        "filler": file(folder / "10.mp4", SMALL_FILES[10]),
    }
    rundown, found = compiled(items, zone=zone, fillers=["filler"]), Errors()
    for start in starts:
        for later in (0, again_s(zone)):
            zero = utc_of(start, zone) + later - BEFORE_S
            begun = aired(rundown, folder, zero, PLAYED, folder / "near.mp4")
            found |= held_against(rundown, begun, expected(rundown, RATE, Fraction(zero), 0, PLAYED))
    return found


def again_s(zone: str) -> int:
    """So long after a time it may be that time again."""
    return 1800 if zone == "Australia/Lord_Howe" else 3600


def one_at(folder: Path, number: int, start: str) -> Compiled:
    return file(folder / f"{number}.mp4", SMALL_FILES[number], mode="fixed", starts=[start])
