"""Transitions through the whole engine, offline: what is on which frame, and what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.core.picture import Picture, yuv
from mixer.engine.bus_renderer import BusRenderer
from mixer.engine.engine import Engine
from mixer.engine.ticks import offline
from mixer.feed.forkserver import Forkserver
from mixer.kinds.sources.file import MediaFile
from mixer.kinds.sources.image import StillImage
from mixer.outputs.canvas import CanvasPool
from mixer.overlays.overlay_cache import OverlayCache
from mixer.protocol.basics import Rect
from mixer.protocol.commands import Command
from mixer.protocol.showfile import Encoding, Layout, Scene, Show, Slot, Source
from tests.helpers import FULL, a_render, a_show, command, obey, pictures_of, rendered, sound_of
from tests.mixer.sources.fakes import ffmpeg
from tests.mixer.sources.test_alpha import film

LOSSLESS = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast")
SHOW = a_show(encoding=LOSSLESS)
Stacked = np.ndarray[Any, np.dtype[np.uint8]]


def color_at(picture: Stacked, x: int, y: int) -> tuple[int, int, int]:
    """Of a picture of 320 × 180 whose planes libav has stacked."""
    quarter = picture[180:].reshape(-1)
    u, v = quarter[: 160 * 90].reshape(90, 160), quarter[160 * 90 :].reshape(90, 160)
    return int(picture[y, x]), int(u[y // 2, x // 2]), int(v[y // 2, x // 2])


@pytest.fixture(scope="module")
def plain() -> list[Stacked]:
    return pictures_of(rendered(SHOW, 24))


@pytest.fixture(scope="module")
def other() -> list[Stacked]:
    return pictures_of(rendered(SHOW, 24, {0: [command("cut")]}))


# -- by hand ---------------------------------------------------------------------------------------


def test_the_t_bar_is_on_air_on_the_frame_it_is_moved(plain: list[Stacked], other: list[Stacked]) -> None:
    script = {
        5: [command("tbar", position=0.5)],
        10: [command("tbar", position=0.25)],
        15: [command("tbar", position=0)],
    }
    found = pictures_of(rendered(SHOW, 24, script))
    for number, share in ((4, 0), (5, 128), (9, 128), (10, 64), (14, 64), (15, 0), (23, 0)):
        mixed = (plain[number].astype(np.uint16) * (256 - share) + other[number].astype(np.uint16) * share) >> 8
        assert np.array_equal(found[number], mixed), number


def test_sound_follows_the_t_bar() -> None:
    """Waves hum at 440 Hz; bars are silent but for a beep each second."""

    def loudness(position: float) -> float:
        sound = sound_of(rendered(SHOW, 20, {3: [command("tbar", position=position)]}))
        return float(np.sqrt((sound[48_00 * 3 : 48_00 * 5, 0] ** 2).mean()))

    quarter, half, whole = loudness(0.25), loudness(0.5), loudness(1.0)
    assert quarter == pytest.approx(whole / 4, rel=0.1) and half == pytest.approx(whole / 2, rel=0.1)


# -- move ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stills(tmp_path_factory: pytest.TempPathFactory) -> Show:
    """A red picture full-frame; the same small at the lower right over blue."""
    folder = tmp_path_factory.mktemp("stills")
    for name, color in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        Image.new("RGB", (320, 180), color).save(folder / f"{name}.png")
    sources = tuple(Source(name, name, StillImage(str(folder / f"{name}.png"))) for name in ("red", "blue"))
    pip = Layout("pip", "Pip", (Slot("main"), Slot("inset", Rect(0.5, 0.5, 0.5, 0.5))))
    scenes = (
        Scene("full", "Full", "full", {"main": "red"}),
        Scene("small", "Small", "pip", {"main": "blue", "inset": "red"}),
    )
    return a_show(encoding=LOSSLESS, sources=sources, layouts=(FULL, pip), scenes=scenes)


def edge_of(picture: Stacked, color: str) -> int:
    """The first column, seen from the right in a low row, that is no more of this colour."""
    row = picture[170].astype(int)
    return int(np.flatnonzero(np.abs(row - yuv(color)[0]) > 2)[-1]) if (np.abs(row - yuv(color)[0]) > 2).any() else -1


def test_a_picture_of_both_scenes_glides_to_its_new_place(stills: Show) -> None:
    found = pictures_of(rendered(stills, 24, {2: [command("auto", kind="move", duration_ms=600)]}))
    edges = [edge_of(picture, "#ff0000") for picture in found[2:20]]
    assert edges == sorted(edges) and edges[0] < 10 and edges[-1] >= 150
    assert 60 <= edges[8] <= 100, "half-way it is half-way"
    there = pictures_of(rendered(stills, 24, {0: [command("cut")]}))
    assert np.array_equal(found[20], there[20])


def test_what_is_only_in_the_new_scene_comes_up_below_it(stills: Show) -> None:
    script = {2: [command("transition", kind="move"), command("tbar", position=0.5)]}
    picture = pictures_of(rendered(stills, 6, script))[4]
    assert color_at(picture, 250, 150) == pytest.approx(yuv("#ff0000"), abs=2)
    assert color_at(picture, 4, 4) == pytest.approx(
        [(a + b) / 2 for a, b in zip(yuv("#000000"), yuv("#0000ff"), strict=True)], abs=2
    )


def test_a_move_back_ends_as_the_scene_it_came_from(stills: Show) -> None:
    plain = pictures_of(rendered(stills, 4))[3]
    script = {
        2: [command("auto", kind="move", duration_ms=200)],
        12: [command("auto", kind="move", duration_ms=200)],
    }
    assert np.array_equal(pictures_of(rendered(stills, 24, script))[23], plain)


def test_a_move_over_another_transition_mixes_and_does_not_jump(stills: Show) -> None:
    script = {
        2: [command("auto", kind="mix", duration_ms=1000)],
        8: [command("take", scene="blue", transition={"kind": "move", "duration_ms": 1000})],
    }
    found = pictures_of(rendered(stills, 16, script))
    steps = [np.abs(a.astype(int) - b.astype(int)).max() for a, b in zip(found[2:], found[3:], strict=False)]
    assert max(steps) < 20


def test_a_move_is_played_again_exactly_as_it_was(stills: Show) -> None:
    script: dict[int, list[Command]] = {2: [command("auto", kind="move", duration_ms=500)]}
    assert rendered(stills, 20, script) == rendered(stills, 20, script)


# -- stinger ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stinger(tmp_path_factory: pytest.TempPathFactory) -> Show:
    """Bars and waves, and a film of a white box on a half transparent red one, with nothing around them."""
    path = film(tmp_path_factory.mktemp("film"), "qtrle", 30)
    source = Source("film", "Film", MediaFile(str(path), end="hold"))
    return a_show(encoding=LOSSLESS, sources=(*SHOW.sources, source))


STING = [command("transition", kind="stinger", film="film", cut_ms=300), command("auto")]


def test_a_stinger_changes_the_picture_beneath_its_film_on_its_cut_point(
    stinger: Show, plain: list[Stacked], other: list[Stacked]
) -> None:
    found = pictures_of(rendered(stinger, 48, {0: STING[:1], 10: STING[1:]}))
    around = np.s_[0:40, 0:56]  # where the film is transparent
    for number in range(10, 24):
        beneath = plain if number < 19 else other
        assert np.array_equal(found[number][around], beneath[number][around]), number


def test_a_stinger_plays_its_film_from_the_beginning_over_both_pictures(stinger: Show) -> None:
    found = pictures_of(rendered(stinger, 48, {0: STING[:1], 10: STING[1:]}))
    boxes = [white_from(picture) for picture in found]
    assert boxes[9] == -1 and boxes[40] == -1
    assert boxes[12:38] == list(range(boxes[12], boxes[12] + 26)), "a pixel a frame, as it was filmed"
    assert boxes[12] == pytest.approx(102, abs=2)


def white_from(picture: Stacked) -> int:
    """The first column of the film's white box; -1 where it is not."""
    row = picture[100]
    white = np.flatnonzero(row[60:300] > 225)
    wide = len(white) >= 95 and white[-1] - white[0] < 104
    return 60 + int(white[0]) if wide else -1


def test_a_stinger_lasts_as_long_as_its_film(stinger: Show) -> None:
    with a_render(stinger) as (engine, _):
        running: list[bool] = []

        def hear(frame: int) -> None:
            obey(engine, {0: STING[:1], 10: STING[1:]}.get(frame, []))
            running.append(engine.desk.running is not None)

        engine.before_frame = hear
        engine.run(offline(60))
    assert sum(running) == 30


def test_after_a_stinger_its_film_stands_at_its_beginning_again(stinger: Show) -> None:
    with a_render(stinger) as (engine, _):
        engine.before_frame = lambda frame: obey(engine, {0: STING[:1], 10: STING[1:]}.get(frame, []))
        engine.run(offline(60))
        film = engine.desk.transports["film"]
    assert (film.state, film.position_s) == ("cued", 0.0)


def test_a_film_is_heard_while_it_plays_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "loud.mov"
    ffmpeg(
        "-f", "lavfi", "-i", "color=white@0.5:s=320x180:r=30:d=0.6,format=argb",
        "-f", "lavfi", "-i", "sine=f=3000:d=0.6:r=48000", "-c:v", "qtrle", "-c:a", "pcm_s16le", str(path),
    )  # fmt: skip
    show = a_show(encoding=LOSSLESS, sources=(*SHOW.sources, Source("film", "Film", MediaFile(str(path), end="hold"))))
    sound = sound_of(rendered(show, 60, {0: STING[:1], 12: STING[1:]}))[:, 0]

    def at_3_khz(frame: int) -> float:
        part = sound[frame * 1600 : (frame + 3) * 1600]
        return float(np.abs(np.fft.rfft(part * np.hanning(len(part)))[round(3000 * len(part) / 48000)]))

    assert at_3_khz(18) > 50 * max(at_3_khz(5), at_3_khz(40))


# -- rehearsed -------------------------------------------------------------------------------------


def test_a_rehearsal_is_seen_on_preview_and_not_on_program(plain: list[Stacked], other: list[Stacked]) -> None:
    seen: list[tuple[int, Picture]] = []
    script = {5: [command("rehearse_transition", kind="mix", duration_ms=300)]}
    with a_render(SHOW) as (engine, out), previewed(engine, script, seen):
        engine.run(offline(24))
        found = pictures_of(out())
    assert all(np.array_equal(a, b) for a, b in zip(found, plain, strict=True))
    for frame, picture in seen:
        share = round(256 * (frame - 4) / 10) if 5 <= frame < 14 else 256
        luma = (plain[frame][:180].astype(int) * (256 - share) + other[frame][:180].astype(int) * share) >> 8
        # The preview is painted before the frame's own pictures are taken in: one frame behind.
        assert frame < 2 or picture.y.mean() == pytest.approx(luma.mean(), abs=3), frame


@contextmanager
def previewed(engine: Engine, script: dict[int, list[Command]], seen: list[tuple[int, Picture]]) -> Iterator[None]:
    """The engine obeys a script, and what preview looks like on each frame is kept."""
    forkserver = Forkserver()
    overlays = OverlayCache(forkserver)
    bus = BusRenderer(engine.show, engine.sources, overlays, CanvasPool(320, 180))

    def hear(frame: int) -> None:
        obey(engine, script.get(frame, []))
        if all(feed.fresh for feed in engine.sources.feeds.values()):
            canvas = bus.preview(engine.desk, engine.timeline.due_ns(frame), 0.0)
            seen.append((frame, canvas.picture))

    engine.before_frame = hear
    try:
        yield
    finally:
        overlays.close()
        forkserver.close()


def test_what_a_director_rehearses_is_said_on_the_desk() -> None:
    with a_render(SHOW) as (engine, _):
        told: list[Any] = []

        def hear(frame: int) -> None:
            obey(engine, {3: [command("rehearse_transition", duration_ms=200)]}.get(frame, []))
            told.append(engine.desk.to_json()["rehearsal"])

        engine.before_frame = hear
        engine.run(offline(12))
    assert [one is not None for one in told] == [False] * 3 + [True] * 6 + [False] * 3
    assert told[4]["to"] == "two" and "playing" not in told[4]


def test_a_move_between_shows_that_read_a_source_differently_fades(stills: Show) -> None:
    """A source that was edited is another picture: it does not glide from what it was."""
    edited = replace(stills.sources[0], input=StillImage(stills.sources[1].input.path))  # type: ignore[attr-defined]
    new = replace(stills, sources=(edited, stills.sources[1]))
    script = {2: [command("load", revision=1, show=new_json(new))], 8: [command("auto", kind="move", duration_ms=400)]}
    found = pictures_of(rendered(stills, 26, script))
    steps = [np.abs(a.astype(int) - b.astype(int)).max() for a, b in zip(found[8:19], found[9:20], strict=True)]
    assert max(steps) < 40


def new_json(show: Show) -> Any:
    from mixer.protocol.parse import to_json

    return to_json(show)
