"""A render of a show with a page: it has the page, and never waits for ever."""

from __future__ import annotations

import numpy as np
import pytest

from mixer.engine.ticks import offline
from mixer.kinds.sources.web import WebPage
from mixer.protocol.showfile import Canvas, Encoding, Layout, Scene, Show, Slot, Source
from tests.helpers import a_render, pictures_of
from tests.mixer.web.pages import RED, Pages, flat
from tests.mixer.web.test_pages import forkserver, pages

__all__ = ["forkserver", "pages"]

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.usefixtures("forkserver")]  # which opens this machine


def film_of(url: str) -> list[np.ndarray]:
    show = Show(
        name="Page", canvas=Canvas(320, 180, "30"), encoding=Encoding(),
        sources=(Source("page", "Page", WebPage(url, width=320, height=180)),),
        layouts=(Layout("whole", "Whole", (Slot("page"),)),),
        scenes=(Scene("scene", "Scene", "whole", {"page": "page"}),),
    )  # fmt: skip
    with a_render(show) as (engine, out):
        engine.run(offline(30))
        return list(pictures_of(out()))


def test_a_render_has_a_page_that_rests_from_its_first_frame_on(pages: Pages) -> None:
    film = film_of(pages.put("a", flat("rgb(255,0,0)")))
    assert len(film) == 30
    assert all(abs(int(picture[90, 160]) - RED[0]) <= 4 for picture in film)


def test_a_render_goes_without_a_page_that_cannot_be_opened() -> None:
    assert len(film_of("http://127.0.0.1:9/")) == 30
