"""Pictures as a browser gives them: decoded one by one, and what their alpha does to their colours. Pure."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from mixer.web.devtools import BrowserGone
from mixer.web.pictures import decoded, is_premultiplied, premultiplied, rgba_of


def png(mode: str, color: tuple[int, ...]) -> str:
    file = io.BytesIO()
    Image.new(mode, (64, 36), color).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_a_picture_has_nothing_of_the_one_before_it() -> None:
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    found = [decoded(png("RGB", color)).to_ndarray(format="rgb24")[0, 0].tolist() for color in colors]
    assert found == [list(color) for color in colors]


def test_alpha_is_kept_to_the_level() -> None:
    for alpha in range(0, 256, 5):
        assert rgba_of(decoded(png("RGBA", (10, 20, 30, alpha))))[0, 0].tolist() == [10, 20, 30, alpha]


@pytest.mark.parametrize("data", ["", "AAAA", "%%%", png("RGB", (1, 2, 3))[:40]])
def test_what_is_no_picture_is_the_browsers_failure(data: str) -> None:
    with pytest.raises(BrowserGone):
        decoded(data)


def test_colours_are_multiplied_by_their_alpha_to_the_nearest() -> None:
    straight = np.array([[[255, 100, 3, 128], [255, 255, 255, 0]]], np.uint8)
    assert premultiplied(straight).tolist() == [[[128, 50, 2, 128], [0, 0, 0, 0]]]


def test_the_probe_tells_browsers_apart_and_refuses_one_without_alpha() -> None:
    half_red = np.full((4, 4, 4), (128, 0, 0, 128), np.uint8)
    straight = np.full((4, 4, 4), (255, 0, 0, 128), np.uint8)
    assert is_premultiplied(half_red)
    assert not is_premultiplied(straight)
    with pytest.raises(BrowserGone, match="no exact alpha"):
        is_premultiplied(np.full((4, 4, 4), (128, 0, 0, 255), np.uint8))
