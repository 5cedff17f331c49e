"""A rendered rundown is what its as-run says, picture by picture, and is the same film each time."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from tests.bench.mixed_files import Mixed, right, said, write
from tests.helpers import sound_of
from tests.mixer.clips import SIZE
from tests.mixer.programs.test_render_rundown import NOON, Rendered, item_of, rundown_of

FILES = {
    "a": Mixed(1, SIZE),
    "b": Mixed(1.2, SIZE, "25"),
    "c": Mixed(1.5, SIZE, "50", 44_100),
    "d": Mixed(1, SIZE, "24"),
}
NUMBERS = {name: number for number, name in enumerate(FILES)}
FRAMES = 170


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, mixed in FILES.items():
        write(tmp_path / f"{name}.mp4", NUMBERS[name], mixed)
    return tmp_path


def rendered(folder: Path) -> Rendered:
    """Four files over and over; one of them has a time, on which it cuts another."""
    items = [item_of(name, f"{name}.mp4", mixed.seconds) for name, mixed in FILES.items()]
    items[2] |= {"mode": "fixed", "starts": ["2026-11-22T12:00:01.9"]}
    return Rendered(folder, rundown_of(*items, rounds=0), FRAMES / 30, NOON)


def test_every_picture_of_a_render_is_the_one_that_its_as_run_says(folder: Path) -> None:
    found = rendered(folder)
    assert [one[0] for one in found.aired] == ["a", "b", "c", "d", "a"]
    assert [one[3] for one in found.aired][:2] == ["aired", "duration_discrepancy"]
    wanted = [
        said(NUMBERS[name], right(FILES[name], after, Fraction(30)))
        for name, start, end, _ in found.aired
        for after in range(end - start)
    ]
    assert found.counters[: len(wanted)] == wanted
    assert len(wanted) == found.aired[-1][2] == 162


def test_a_rundown_that_is_rendered_again_is_the_same_film(folder: Path) -> None:
    films = []
    for _ in range(2):
        found, film = rendered(folder), (folder / "out.mp4").read_bytes()
        films.append((found.as_run, sha256(film).hexdigest(), sha256(sound_of(film).tobytes()).hexdigest()))
    assert films[0] == films[1]
