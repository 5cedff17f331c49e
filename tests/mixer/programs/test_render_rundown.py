"""`render --rundown`: a compiled rundown plays by itself, and says what aired."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mixer.programs import render
from mixer.programs.rundown import RundownPlayer
from mixer.protocol.parse import to_json
from mixer.protocol.showfile import Canvas, Encoding
from mixer.sources.counter import read_counter
from tests.helpers import a_show, pictures_of
from tests.mixer.clips import SIZE, counted

SHOW = a_show(canvas=Canvas(*SIZE, "30"), encoding=Encoding(crf=0, preset="ultrafast", threads=1, segment_s=1.0))


def item_of(name: str, file: str, length_s: float | None, **parts: Any) -> dict[str, Any]:
    """An item as the studio compiles it, with the file beside the rundown."""
    media = {"kind": "file", "path": file, "end": "hold", "on_take": "play"}
    show = {
        "name": name,
        "sources": [{"id": name, "name": name, "input": media}],
        "layouts": [{"id": "full", "name": "Full", "slots": [{"name": "main"}]}],
        "scenes": [{"id": f"{name}-scene", "name": name, "layout": "full", "slots": {"main": name}}],
    }
    content = {"show": show, "scene": f"{name}-scene", "source": name}
    return {"name": name, "length_s": length_s, "mode": "follow", "content": content} | parts


def rundown_of(*items: dict[str, Any], **parts: Any) -> dict[str, Any]:
    named = {one["name"]: one for one in items}
    order = [name for name, one in named.items() if name not in parts.get("fillers", ())]
    return {"id": "run", "name": "Loop", "revision": 1, "zone": "Europe/Berlin", "order": order, "items": named} | parts


class Rendered:
    """What a rundown looks like, and what it says that it aired."""

    def __init__(self, folder: Path, rundown: dict[str, Any], seconds: float, at: str, *more: str) -> None:
        (folder / "rundown.json").write_text(json.dumps(rundown))
        (folder / "show.json").write_text(json.dumps(to_json(SHOW)))
        told = ["--rundown", str(folder / "rundown.json"), "--at", at, "--as-run", str(folder / "as-run.json"), *more]
        render.main([str(folder / "show.json"), str(folder / "out.mp4"), "--seconds", str(seconds), *told])
        self.as_run = json.loads((folder / "as-run.json").read_text())
        self.film = pictures_of((folder / "out.mp4").read_bytes())
        self.counters = [read_counter([picture[: SIZE[1]]]) for picture in self.film]

    @property
    def aired(self) -> list[tuple[str, int, int, str]]:
        return [(one["item"], one["start_frame"], one["end_frame"], one["status"]) for one in self.as_run]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    counted(tmp_path / "a.mp4", 30)
    counted(tmp_path / "b.mp4", 45)
    return tmp_path


NOON = "2026-11-22T12:00:00+01:00"


def test_a_rundown_plays_its_items_one_after_the_other_for_ever(folder: Path) -> None:
    found = Rendered(
        folder, rundown_of(item_of("a", "a.mp4", 1.0), item_of("b", "b.mp4", 1.5), rounds=0), 150 / 30, NOON
    )
    assert found.counters == [*range(30), *range(45), *range(30), *range(45)]
    assert found.aired == [("a", 0, 30, "aired"), ("b", 30, 75, "aired"), ("a", 75, 105, "aired")]
    assert found.as_run[1]["start_utc"] == "2026-11-22T11:00:01.000Z"


def test_a_fixed_time_cuts_what_runs_before_it_on_its_frame(folder: Path) -> None:
    news = item_of("b", "b.mp4", 1.5, mode="fixed", starts=["2026-11-22T12:00:02"])
    found = Rendered(folder, rundown_of(item_of("a", "a.mp4", 1.0, repeat=3), news), 100 / 30, NOON)
    assert found.counters[60:100] == list(range(40))
    assert found.aired[0] == ("a", 0, 60, "duration_discrepancy")


def test_a_file_that_is_shorter_than_was_said_moves_what_follows(folder: Path) -> None:
    found = Rendered(folder, rundown_of(item_of("a", "a.mp4", 2.0), item_of("b", "b.mp4", 1.5)), 70 / 30, NOON)
    assert found.counters[:70] == [*range(30), *range(40)]
    assert found.aired == [("a", 0, 30, "duration_discrepancy")]


def test_a_missing_file_is_replaced_by_its_backup_and_the_rest_plays_when_it_was_planned(folder: Path) -> None:
    items = [
        item_of("a", "a.mp4", 1.0),
        item_of("gone", "gone.mp4", 1.0, backup="spare"),
        item_of("b", "b.mp4", 1.5),
        item_of("spare", "b.mp4", 1.5),
    ]
    rundown = rundown_of(*items) | {"order": ["a", "gone", "b"]}
    found = Rendered(folder, rundown, 75 / 30, NOON)
    assert found.counters[:75] == [*range(30), *range(30), *range(15)]


def test_a_file_that_is_there_at_last_rejoins_its_slot_with_the_picture_of_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Copied(RundownPlayer):
        def __call__(self, frame: int) -> None:
            if frame == 100:
                counted(folder / "late.mp4", 420)
            super().__call__(frame)

    monkeypatch.setattr(render, "RundownPlayer", Copied)
    found = Rendered(folder, rundown_of(item_of("a", "a.mp4", 1.0), item_of("late", "late.mp4", 14.0)), 10, NOON)
    assert found.counters[:30] == list(range(30))
    assert found.counters[240:300] == list(range(210, 270))


def test_it_goes_on_with_the_rundown_that_follows_if_that_lies_beside_it(folder: Path) -> None:
    first = rundown_of(item_of("a", "a.mp4", 1.0), at_end="next", next="other")
    second = rundown_of(item_of("b", "b.mp4", 1.5), id="other", at_end="next", next="run")
    (folder / "other.json").write_text(json.dumps(second))
    (folder / "run.json").write_text(json.dumps(first))
    found = Rendered(folder, first, 120 / 30, NOON)
    assert found.counters == [*range(30), *range(45), *range(30), *range(15)]
    assert [(one["rundown"], one["item"]) for one in found.as_run] == [("run", "a"), ("other", "b"), ("run", "a")]


@pytest.mark.parametrize("last", [{}, {"duration_s": 1.0}])
def test_a_canvas_with_another_rate_leaves_every_item_its_seconds(folder: Path, last: dict[str, Any]) -> None:
    faster = to_json(replace(SHOW, canvas=Canvas(*SIZE, "60")))
    (folder / "script.json").write_text(json.dumps([{"frame": 10, "verb": "load", "revision": 1, "show": faster}]))
    rundown = rundown_of(item_of("a", "a.mp4", 1.0), item_of("b", "b.mp4", 1.5), item_of("c", "a.mp4", 1.0, **last))
    found = Rendered(folder, rundown | {"rounds": 0}, 9, NOON, "--script", str(folder / "script.json"))
    lasted = [end - start for _, start, end, _ in found.aired]
    assert [name for name, *_ in found.aired][:4] == ["a", "b", "c", "a"] and lasted[1:4] == [90, 60, 60]
    assert {status for *_, status in found.aired} == {"aired"}
    assert [one["start_utc"][17:23] for one in found.as_run][:4] == ["00.000", "01.000", "02.500", "03.500"]


def test_films_and_a_break_by_rule_are_rendered_as_they_are_planned(folder: Path) -> None:
    names = {"a": 1.0, "b": 1.0, "c": 1.0, "o": 0.5, "e": 0.5, "x": 0.5, "y": 0.5}
    items = [item_of(name, "a.mp4", length_s, duration_s=length_s) for name, length_s in names.items()]
    rundown = rundown_of(*items) | {"order": ["a", "b", "c"], "opening": ["o"], "closing": ["e"]}
    rundown["items"] |= {name: rundown["items"][name] | {"group": "breaks"} for name in "xy"}
    rundown["breaks"] = {"spots": ["x", "y"], "every_s": 2.0}
    found = Rendered(folder, rundown, 160 / 30, NOON)
    assert found.counters[:150] == [
        *range(15), *range(30), *range(30), *range(15), *range(15), *range(30), *range(15),
    ]  # fmt: skip
    assert [(item, start, status) for item, start, _, status in found.aired] == [
        ("o", 0, "aired"), ("a", 15, "aired"), ("b", 45, "aired"), ("x", 75, "aired"), ("y", 90, "aired"),
        ("c", 105, "aired"), ("e", 135, "aired"),
    ]  # fmt: skip


def test_the_logo_of_an_item_is_on_all_of_its_frames_and_on_no_others(folder: Path) -> None:
    Image.new("RGB", (64, 36), "white").save(folder / "logo.png")
    logo = {"id": "b-0", "name": "Logo", "content": {"kind": "image", "path": "logo.png"},
            "rect": {"x": 0.95, "y": 0.05, "w": 0.2, "h": 0.2, "anchor": "top-right"}}  # fmt: skip
    items = [item_of(name, f"{'b' if name == 'b' else 'a'}.mp4", None) for name in "abc"]
    items[1]["content"]["show"]["overlays"] = [logo]
    items[1]["content"]["show"]["scenes"][0]["overlays"] = ["b-0"]
    found = Rendered(folder, rundown_of(*items), 100 / 30, NOON)
    assert found.counters[:100] == [*range(30), *range(45), *range(25)]
    with_logo = [index for index, picture in enumerate(found.film[:100]) if shows_logo(picture)]
    assert with_logo == list(range(30, 75))


def shows_logo(picture: Any) -> bool:
    """Whether the corner is white; clips are darker there."""
    width, height = SIZE
    return bool(
        picture[round(0.1 * height) : round(0.2 * height), round(0.8 * width) : round(0.9 * width)].mean() > 200
    )
