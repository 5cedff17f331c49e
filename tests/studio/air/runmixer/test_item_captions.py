"""What the captions program is told of a rundown's items: always all of it, on the frames that the engine says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mixer.core.rundown import Rundown, WallClock
from studio.air.runmixer.item_captions import KEPT_S, ItemCaptions
from tests.mixer.core.rundown.makers import item, rundown_of
from tests.mixer.core.rundown.show import OnAir

RATE = 30
CLOCK = WallClock(Fraction(RATE))
FILE = {"kind": "file", "path": "/b.srt", "language": "de", "in_s": 1.5}
ITEMS: dict[str, Any] = {
    "a": {"name": "Opener", "length_s": 10.0}, "b": {"name": "Film", "length_s": 20.0, "captions": FILE},
    "c": {"name": "Song", "length_s": 15.0, "captions": {"kind": "off"}},
}  # fmt: skip
Json = dict[str, Any]


def a_rundown(order: str = "abc", **changed: Json) -> Rundown:
    items = {name: item(**ITEMS[name] | changed.get(name, {})) for name in ITEMS}
    return rundown_of(items, order=list(order))


class Scene:
    """A rundown on a fake engine, and what is told of it, frame by frame."""

    def __init__(self, rundown: Rundown, **engine: Any) -> None:
        self.air = OnAir(rundown, CLOCK, **engine)
        self.captions = ItemCaptions()
        self.told: list[Json] = []
        self.times = 0
        self.air.do("start")

    def run_to(self, seconds: float) -> list[Json]:
        while self.air.frame < seconds * RATE:
            self.air.run_frame()
            self.look()
        return self.told

    def look(self) -> None:
        frame, playout = self.air.frame, self.air.playout
        heard = self.air.engine.desk(frame)
        said = self.captions.look(playout.known, heard, playout.told(frame), CLOCK, frame)
        if said is not None:
            self.told, self.times = said, self.times + 1

    def of(self, name: str) -> Json:
        return next(one for one in self.told if one["item"] == name)


def spans(told: list[Json]) -> list[tuple[str, str, int, int | None]]:
    return [(one["item"], one["captions"], one["start_frame"], one["end_frame"]) for one in told]


def test_what_is_on_air_and_what_comes_is_told_with_its_captions_and_frames() -> None:
    scene = Scene(a_rundown())
    told = scene.run_to(2)
    begun = told[0]["start_frame"]
    assert spans(told)[:3] == [
        ("Opener", "auto", begun, begun + 300), ("Film", "/b.srt", begun + 300, begun + 900),
        ("Song", "off", begun + 900, begun + 1350),
    ]  # fmt: skip
    film = scene.of("Film")
    assert (film["language"], film["in_s"], film["position_s"], film["lap_s"], film["laps"]) == ("de", 1.5, 0, 20.0, 1)


def test_it_is_told_again_only_when_something_is_new() -> None:
    scene = Scene(a_rundown())
    scene.run_to(2)
    before = scene.times
    scene.run_to(9)
    assert scene.times == before


def test_a_skip_ends_an_item_on_its_frame_and_moves_what_follows() -> None:
    scene = Scene(a_rundown())
    scene.run_to(14)
    begun = scene.of("Film")["start_frame"]
    scene.air.do("skip")
    scene.run_to(16)
    [song] = [one for one in scene.air.runs if one["item"] == "b"]
    assert (scene.of("Film")["start_frame"], scene.of("Film")["end_frame"]) == (begun, song["end_frame"])
    assert scene.of("Song")["start_frame"] == song["end_frame"] < begun + 600


def test_a_director_who_takes_the_programme_leaves_nothing_on_air() -> None:
    scene = Scene(a_rundown())
    scene.run_to(14)
    scene.air.engine.cut(scene.air.frame)
    told = scene.run_to(16)
    assert [one["item"] for one in told] == ["Opener", "Film"]
    assert told[-1]["end_frame"] is not None and told[-1]["end_frame"] <= 14 * RATE + 2
    assert scene.run_to(18 + KEPT_S) == []


def test_what_was_taken_over_comes_back_in_the_middle_of_its_file() -> None:
    scene = Scene(a_rundown())
    scene.run_to(14)
    scene.air.engine.cut(scene.air.frame)
    scene.run_to(16)
    scene.air.do("hand_back", where="clock")
    told = scene.run_to(20)
    first, again = [one for one in told if one["item"] == "Film"]
    since_s = (again["start_frame"] - first["start_frame"]) / RATE
    assert again["occurrence"] != first["occurrence"] and abs(again["position_s"] - since_s) < 0.05


def test_laps_are_as_long_as_their_reader_says() -> None:
    scene = Scene(a_rundown(b={"repeat": 3}), true_s={"b": 19.5})
    scene.run_to(12)
    assert (scene.of("Film")["lap_s"], scene.of("Film")["laps"]) == (19.5, 3)


def test_what_an_edit_changes_holds_for_the_next_airing() -> None:
    scene = Scene(a_rundown())
    scene.run_to(12)
    scene.air.rundown = a_rundown(b={"captions": {"kind": "off"}}, c={"captions": None})
    scene.air.playout.load(scene.air.rundown, scene.air.frame)
    told = scene.run_to(14)
    assert [one["captions"] for one in told][:3] == ["auto", "/b.srt", "auto"]


def test_who_begins_anew_says_the_same() -> None:
    scene = Scene(a_rundown())
    scene.run_to(14)
    scene.captions = ItemCaptions()
    before = scene.told
    scene.look()
    assert scene.told == before


def test_while_no_engine_says_what_is_on_air_what_was_said_holds() -> None:
    scene = Scene(a_rundown())
    scene.run_to(2)
    assert scene.captions.look(scene.air.playout.known, None, None, CLOCK, 99) is None


def test_the_films_of_one_that_follows_have_their_own_captions_though_their_names_are_the_same() -> None:
    first = rundown_of({"a": item(3), "film": item(3, captions=FILE)}, order=["a"], opening=["film"],
                       at_end="next", next="other")  # fmt: skip
    other = rundown_of({"a": item(9), "film": item(3, captions={"kind": "off"})}, id="other", order=["a"],
                       opening=["film"])  # fmt: skip
    scene = Scene(first)
    scene.air.followed_by(other)
    told = scene.run_to(1)
    assert [one["captions"] for one in told][:4] == ["/b.srt", "auto", "off", "auto"]
    told = scene.run_to(7)
    assert [one["captions"] for one in told][:4] == ["/b.srt", "auto", "off", "auto"]


def test_a_held_item_has_its_captions_until_it_is_let_go() -> None:
    scene = Scene(a_rundown("cab"))
    scene.run_to(5)
    scene.air.do("hold", on=True)
    told = scene.run_to(25)
    assert spans(told)[-1][:2] == ("Song", "off") and told[-1]["end_frame"] is None
