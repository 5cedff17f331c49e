"""Overlays that are streams, and layers with alpha: rendered by the engine offline, judged by pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixer.core.picture import yuv
from mixer.errors import BadShow
from mixer.kinds.overlays.source import SourceOverlay
from mixer.kinds.sources.image import StillImage
from mixer.protocol.basics import Rect
from mixer.protocol.parse import read_show, to_json
from mixer.protocol.showfile import Encoding, Layout, Overlay, Scene, Show, Slot, Source
from tests.helpers import a_show, command, pictures_of, rendered

LOSSLESS = Encoding(crf=0, segment_s=1.0, threads=1, preset="ultrafast")
FRAMES = 12


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """A white scene, and a graphic that is red in its left half and half transparent green in its right."""
    Image.new("RGB", (320, 180), "#ffffff").save(tmp_path / "white.png")
    pixels = np.zeros((90, 160, 4), np.uint8)
    pixels[20:70, :80], pixels[20:70, 80:] = (255, 0, 0, 255), (0, 255, 0, 128)
    Image.fromarray(pixels, "RGBA").save(tmp_path / "graphic.png")
    sources = [Source(name, name, StillImage(str(tmp_path / f"{name}.png"))) for name in ("white", "graphic")]
    overlay = Overlay("bug", "Bug", SourceOverlay("graphic"), Rect(0.5, 0, 0.5, 0.5))
    over = Layout("over", "Over", (Slot("below"), Slot("above", fit="stretch")))
    scenes = (
        Scene("one", "One", "full", {"main": "white"}),
        Scene("two", "Two", "over", {"below": "white", "above": "graphic"}),
    )
    return a_show(
        encoding=LOSSLESS, sources=tuple(sources), layouts=(*a_show().layouts, over), scenes=scenes, overlays=(overlay,)
    )


def at(picture: np.ndarray[Any, Any], x: int, y: int) -> tuple[int, int, int]:
    """The colour of a pixel of planes stacked by libav."""
    luma, chroma = picture[:180], picture[180:].reshape(2, 90, 160)
    return int(luma[y, x]), int(chroma[0, y // 2, x // 2]), int(chroma[1, y // 2, x // 2])


def half(one: str, other: str) -> list[float]:
    return [(a + b) / 2 for a, b in zip(yuv(one), yuv(other), strict=True)]


def test_a_source_is_an_overlay_with_its_alpha_from_the_frame_it_is_turned_on(show: Show) -> None:
    found = pictures_of(rendered(show, FRAMES, {4: [command("overlay", overlay="bug", on=True)]}))
    assert at(found[3], 200, 45) == yuv("#ffffff")
    assert at(found[4], 200, 45) == pytest.approx(yuv("#ff0000"), abs=1)
    assert at(found[4], 280, 45) == pytest.approx(half("#00ff00", "#ffffff"), abs=2)
    assert at(found[4], 280, 4) == at(found[4], 40, 45) == yuv("#ffffff")


def test_it_goes_with_the_frame_it_is_turned_off(show: Show) -> None:
    script = {2: [command("overlay", overlay="bug", on=True)], 7: [command("overlay", overlay="bug", on=False)]}
    found = pictures_of(rendered(show, FRAMES, script))
    assert at(found[6], 200, 45) == pytest.approx(yuv("#ff0000"), abs=1)
    assert at(found[7], 200, 45) == yuv("#ffffff")


def test_a_layer_with_alpha_lies_over_the_one_below(show: Show) -> None:
    found = pictures_of(rendered(show, FRAMES, {0: [command("cut")]}))
    for picture in (found[3], found[-1]):  # the second time the canvas held the scene already
        assert at(picture, 80, 90) == pytest.approx(yuv("#ff0000"), abs=1)
        assert at(picture, 280, 90) == pytest.approx(half("#00ff00", "#ffffff"), abs=2)
        assert at(picture, 160, 10) == yuv("#ffffff")


def test_a_scene_s_own_overlay_comes_with_it_and_its_source_is_pinned(show: Show) -> None:
    one, two = show.scenes
    show = replace(show, scenes=(one, replace(two, layout="full", slots={"main": "white"}, overlays=("bug",))))
    found = pictures_of(rendered(show, FRAMES, {5: [command("cut")]}))
    assert at(found[4], 200, 45) == yuv("#ffffff")
    assert at(found[5], 200, 45) == pytest.approx(yuv("#ff0000"), abs=1)


def test_an_overlay_of_a_source_that_is_not_there_is_refused(show: Show) -> None:
    broken = to_json(show) | {
        "overlays": [to_json(show)["overlays"][0] | {"content": {"kind": "source", "source": "no"}}]
    }
    with pytest.raises(BadShow, match="overlay bug shows the source no, which is not in the show"):
        read_show(broken)
