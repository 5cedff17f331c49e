"""A page's pictures in the order in which a browser may bring them: pure, with the browser's answers made here."""

from __future__ import annotations

import base64
import io
import time
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from mixer.web.devtools import Answered
from mixer.web.page import Page, Sheet
from mixer.web.pictures import Rgba, agree, most_off
from mixer.web.screencast import LONGEST_REST_S, REST_S, Screencast, Shot

NOTHING, THIN, FAINT, WHOLE = (0, 0, 0, 0), (0, 0, 0, 1), (255, 255, 255, 77), (255, 255, 255, 255)
Color = tuple[int, int, int, int]


class FakePage:
    """Takes calls; its stills are answered when a test says so."""

    def __init__(self) -> None:
        self.sheet = Sheet(64, 36, transparent=True)
        self.calls: list[str] = []
        self.answer: Answered | None = None

    def call(self, method: str, answered: Answered | None = None, **_: Any) -> None:
        self.calls.append(method)
        if method == "Page.captureScreenshot":
            self.answer = answered

    @property
    def stills(self) -> int:
        return self.calls.count("Page.captureScreenshot")


class Shown:
    """A screencast of such a page, with what it has shown as alphas."""

    def __init__(self) -> None:
        self.page, self._stamp = FakePage(), 0.0
        self.alphas: list[int] = []
        self.cast = Screencast(cast(Page, self.page), self._see)
        self.cast.start(time.monotonic())

    def _see(self, shot: Shot) -> None:
        self.alphas.append(int(shot.frame.to_ndarray()[0, 0, 3]))

    def comes(self, color: Color, now_s: float) -> None:
        """The screencast brings a picture."""
        self._stamp += 1
        self.cast.came({"sessionId": 1, "data": png(color), "metadata": {"timestamp": self._stamp}}, now_s)

    def still(self, color: Color) -> None:
        """What the browser sees when it looks closely."""
        assert self.page.answer
        self.page.answer({"data": png(color)})


def png(color: Color) -> str:
    file = io.BytesIO()
    Image.new("RGBA", (64, 36), color).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_a_page_that_is_as_it_was_before_a_still_saw_it_move_is_shown_so() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes(THIN, now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    shown.still(FAINT)  # it has begun to come, and no picture of that was sent
    shown.comes(THIN, now_s + 1)  # and is gone again
    assert shown.alphas == [1, 77, 1]


def test_a_still_that_saw_something_else_is_followed_by_another() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes(THIN, now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    shown.still(FAINT)
    shown.cast.tend(time.monotonic() + 2 * REST_S + 0.01)
    shown.still(WHOLE)
    assert shown.page.stills == 2
    assert shown.alphas == [1, 77, 255]


def test_a_page_that_looks_otherwise_each_time_is_looked_at_less_and_less_often() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes(THIN, now_s)
    for step in range(600):
        shown.cast.tend(now_s + step / 10)
        if shown.page.answer:
            shown.still(FAINT if step % 2 else WHOLE)
            shown.cast._came_s, shown.page.answer = now_s + step / 10, None
    assert shown.page.stills <= 60 / LONGEST_REST_S + 6


def test_the_repetition_that_a_still_brings_about_is_not_shown() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes((128, 128, 128, 128), now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    shown.still((254, 254, 254, 128))
    shown.comes((128, 128, 128, 128), now_s + 1)
    assert len(shown.alphas) == 2
    shown.cast.tend(time.monotonic() + 10)
    assert shown.page.stills == 1


def twice(exact: Rgba) -> Rgba:
    """What Chromium makes of premultiplied pixels: multiplied by alpha once more, in whole numbers, and divided."""
    alpha = exact[..., 3:].astype(float)
    coarse = np.round(exact[..., :3] * alpha / 255)
    out = exact.copy()
    out[..., :3] = np.minimum(alpha, np.round(coarse * 255 / np.maximum(alpha, 1)))
    return out


@pytest.mark.parametrize("color", [NOTHING, WHOLE])
def test_a_page_that_is_opaque_or_nothing_everywhere_is_exact_as_it_comes(color: Color) -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes(THIN, now_s)
    shown.comes(color, now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    assert shown.page.stills == 0


def test_a_still_that_says_nothing_new_is_not_shown() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes((128, 128, 128, 128), now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    shown.still((255, 255, 255, 128))
    assert shown.alphas == [128]


def test_a_page_that_no_picture_was_sent_of_is_at_rest_once_two_stills_are_alike() -> None:
    shown, now_s = Shown(), time.monotonic()
    shown.comes(THIN, now_s)
    shown.cast.tend(now_s + REST_S + 0.01)
    shown.still(FAINT)
    for _ in range(3):
        shown.cast.tend(time.monotonic() + 2 * REST_S + 0.01)
        shown.still(FAINT)
    assert shown.page.stills == 2
    assert shown.alphas == [1, 77]


@pytest.mark.parametrize("alpha", [1, 11, 16, 64, 128, 192, 255])
def test_a_moving_pages_colours_are_off_by_half_a_step_of_its_alpha_at_most(alpha: int) -> None:
    exact = np.array([[[level, level, level, alpha] for level in range(alpha + 1)]], np.uint8)
    rough = twice(exact)
    assert abs(rough.astype(int) - exact)[..., :3].max() <= most_off(np.uint8(alpha))  # type: ignore[arg-type]
    assert agree(rough, exact)


def test_pictures_of_two_moments_do_not_agree() -> None:
    one = np.full((4, 4, 4), (64, 64, 64, 128), np.uint8)
    other = one.copy()
    other[2, 2] = (60, 60, 60, 128)
    assert not agree(one, other)
    other[2, 2] = (64, 64, 64, 127)
    assert not agree(one, other)
