"""Pages of a document between a port and a PDF: what is made when, what is kept, and what a lost page looks like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mixer.core.geometry import View
from mixer.core.picture import Picture
from mixer.feed.messages import Wants
from mixer.protocol.showfile import Canvas
from mixer.sources import document as under_test
from mixer.sources.document import Pages, beside, fitted
from mixer.sources.pdf import PageLost, Pdf, Rgb
from tests.mixer.pdfs import page_of, shaded

CANVAS = Canvas(320, 180)
WHOLE = View(0, 0, 320, 180, 320, 180)
SMALL = View(0, 0, 320, 180, 64, 36)


class PaperPort:
    """A port that keeps what is published: the pages of each picture's views."""

    def __init__(self) -> None:
        self.wants, self.canvas = Wants((), native=False), CANVAS
        self.published: list[list[int]] = []
        self.said: list[str] = []

    def status(self, state: str, text: str, **more: int) -> None:
        self.said.append(text)

    def poll(self) -> None:
        pass

    def drawn(self, pages: Pages, due_ns: int) -> bool:
        self.published.append([view.page for view in self.wants.views if pages.picture(view)])
        return True


@pytest.fixture
def port() -> PaperPort:
    return PaperPort()


@pytest.fixture
def pages(port: PaperPort, tmp_path: Path) -> Iterator[Pages]:
    fd = os.open(shaded(tmp_path / "slides.pdf", 9), os.O_RDONLY)
    document = Pdf(fd, port.poll)
    yield Pages(document, port)  # type: ignore[arg-type]
    document.close()
    os.close(fd)


def of(view: View, *numbers: int) -> tuple[View, ...]:
    return tuple(view._replace(page=number) for number in numbers)


def seen(picture: Picture | None) -> float:
    assert picture is not None
    return page_of(float(picture.y[picture.height // 2, picture.width // 2]))


def test_what_is_made_already_is_published_at_once_and_the_rest_as_it_is_made(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants(of(WHOLE, 1, 2), native=False)
    assert pages.publish(0, whole=False) == port.wants
    port.published.clear()
    port.wants = Wants(of(WHOLE, 2, 3, 4), native=False)
    pages.publish(0, whole=False)
    assert port.published == [[2], [2, 3], [2, 3, 4]]


def test_a_render_gets_all_of_it_in_one_picture(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants(of(WHOLE, 2, 3, 4), native=False)
    assert pages.publish(0, whole=True) == port.wants
    assert port.published == [[2, 3, 4]]


def test_each_view_is_made_in_its_own_size(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants((*of(WHOLE, 5), *of(SMALL, 6)), native=False)
    pages.publish(0, whole=True)
    large, small = (pages.picture(view) for view in port.wants.views)
    assert large and small and (large.width, small.width, small.height) == (320, 64, 36)
    assert (seen(large), seen(small)) == (5, 6)


def test_the_pages_beside_what_is_wanted_are_made_ahead_those_behind_it_first(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants(of(WHOLE, 4, 5), native=False)
    pages.publish(0, whole=True)
    made = []
    while pages.prepare():
        made.append(next(reversed(pages._made)).page)
    assert made == [6, 3]
    port.published.clear()
    port.wants = Wants(of(WHOLE, 5, 6), native=False)
    pages.publish(0, whole=False)
    assert port.published[0] == [5, 6], "there at once"


def test_beside_the_first_and_the_last_page_there_is_nothing() -> None:
    assert list(beside(of(WHOLE, 1, 3), 3)) == list(of(WHOLE, 2, 2))


def test_what_is_kept_is_bounded_and_what_is_wanted_is_never_thrown_away(
    pages: Pages, port: PaperPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "CACHE_BYTES", 4 * 320 * 180 * 3 // 2)
    for page in (1, 3, 5, 7, 9):
        port.wants = Wants(of(WHOLE, page), native=False)
        pages.publish(0, whole=True)
        while pages.prepare():
            pass
        assert len(pages._made) <= 4 and all(pages.picture(view) for view in port.wants.views)


def test_what_nobody_looks_at_is_forgotten(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants(of(WHOLE, 1), native=False)
    pages.publish(0, whole=True)
    pages.forget()
    assert pages.picture(WHOLE._replace(page=1)) is None


def test_the_native_picture_is_the_current_page(pages: Pages, port: PaperPort) -> None:
    port.wants = Wants((), native=True, page=7)
    pages.publish(0, whole=True)
    assert seen(pages.picture(None)) == 7


def test_a_page_that_cannot_be_read_is_a_blank_without_our_words_and_is_tried_once(
    pages: Pages, port: PaperPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, render = [], pages._pdf.render

    def lose_the_second(page: int, *asked: Any) -> Rgb:
        tried.append(page)
        if page == 2:
            raise PageLost("this page cannot be read")
        return render(page, *asked)

    monkeypatch.setattr(pages._pdf, "render", lose_the_second)
    port.wants = Wants((*of(WHOLE, 1, 2, 3), *of(SMALL, 2)), native=False)
    pages.publish(0, whole=True)
    slate = pages.picture(port.wants.views[1])
    assert slate is not None and slate.y.std() < 1, "viewers never read our words"
    assert "page 2: this page cannot be read" in port.said
    assert seen(pages.picture(port.wants.views[2])) == 3 and tried == [1, 2, 3]


@pytest.mark.parametrize(
    ("shape", "size"),
    [((960, 540), (320, 180)), ((595, 842), (128, 180)), ((3000, 1), (320, 2)), ((1, 100_000), (2, 180))],
)
def test_a_deck_has_the_shape_of_its_first_page_within_the_canvas(
    shape: tuple[float, float], size: tuple[int, int]
) -> None:
    assert fitted(shape, CANVAS) == size
