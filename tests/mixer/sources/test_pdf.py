"""Documents at the reader's level: exact pixels, and files that were made to hurt."""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mixer.errors import SourceRefused
from mixer.sources import pdf as under_test
from mixer.sources.pdf import Cut, PageLost, Pdf
from tests.mixer.pdfs import COLORS, PdfPage, colored, filled, joined, pdf

WHOLE = Cut(0, 0, 1, 1, 64, 36)


def nothing() -> None:
    pass


@contextlib.contextmanager
def opened(data: bytes, folder: Path) -> Iterator[Pdf]:
    path = folder / "a.pdf"
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    document = None
    try:
        document = Pdf(fd, nothing)
        yield document
    finally:
        if document:
            document.close()
        os.close(fd)


def color(document: Pdf, page: int, cut: Cut = WHOLE) -> tuple[int, ...]:
    """The colour in the middle of a page."""
    return tuple(int(value) for value in document.render(page, cut, nothing)[cut.height // 2, cut.width // 2])


def as_bytes(parts: tuple[float, ...]) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in parts)


def test_each_page_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    with opened(colored(tmp_path / "b.pdf", 8).read_bytes(), tmp_path) as document:
        assert (document.pages, document.shape) == (8, (320.0, 180.0))
        for page in (3, 1, 8, 2):
            assert color(document, page) == as_bytes(COLORS[page - 1])


def test_a_part_of_a_page_is_drawn_at_its_own_size(tmp_path: Path) -> None:
    """A page of two halves: the edge between them is sharp wherever a part is cut, as nothing is scaled."""
    halves = PdfPage(b"1 0 0 rg 0 0 160 180 re f 0 0 1 rg 160 0 160 180 re f")
    with opened(pdf([halves]), tmp_path) as document:
        row = document.render(1, Cut(0.45, 0.2, 0.1, 0.1, 200, 20), nothing)[10]
    assert [tuple(pixel) for pixel in row[[0, 98, 101, 199]]] == [(255, 0, 0)] * 2 + [(0, 0, 255)] * 2


def test_a_page_of_another_shape_is_held_in_the_middle_of_the_first_ones(tmp_path: Path) -> None:
    with opened(pdf([filled((1, 0, 0)), filled((0, 0, 1), (180, 180))]), tmp_path) as document:
        tall = document.render(2, WHOLE, nothing)
    assert not tall[:, :13].any() and not tall[:, 51:].any()
    assert (tall[:, 15:49] == (0, 0, 255)).all()


@pytest.mark.parametrize("size", [(14_400.0, 14_400.0), (100_000.0, 100_000.0), (100_000.0, 3.0), (3.0, 100_000.0)])
def test_a_page_of_any_size_is_drawn_as_large_as_it_is_shown(size: tuple[float, float], tmp_path: Path) -> None:
    with opened(pdf([filled((0, 0, 1), size)]), tmp_path) as document:
        assert color(document, 1) == (0, 0, 255)


def test_of_ten_thousand_pages_the_last_is_shown(tmp_path: Path) -> None:
    with opened(pdf([*[PdfPage()] * 9999, filled((0, 0, 1))]), tmp_path) as document:
        assert document.pages == 10_000 and color(document, 10_000) == (0, 0, 255)


# -- what is none of ours --------------------------------------------------------------------------


ENCRYPTED = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not a PDF document"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a PDF document"),
    "a head alone": (b"%PDF-1.7\n", "broken"),
    "noise behind a head": (b"%PDF-1.7\n" + np.random.default_rng(1).bytes(50_000), "broken"),
    "half a file": (pdf([filled((1, 0, 0))] * 3)[:300], "broken|no pages"),
    "encrypted": (pdf([filled((1, 0, 0))], trailer=ENCRYPTED), "encrypted"),
    "no pages": (pdf([]), "broken"),
    "more than ten thousand pages": (pdf([PdfPage()] * 10_001), "10001 pages; up to 10000"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_shown_is_refused_in_words(kind: str, tmp_path: Path) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(SourceRefused, match=words), opened(data, tmp_path):
        pass


def test_a_page_that_there_is_not_is_lost_and_said(tmp_path: Path) -> None:
    """A file that counts itself among its pages."""
    turning = joined([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])
    with opened(turning, tmp_path) as document, pytest.raises(PageLost, match="cannot be read"):
        document.render(1, WHOLE, nothing)


# -- pages that cost themselves alone --------------------------------------------------------------


def packed(data: bytes, entries: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (entries, len(small), small)


def image_bomb(first: int) -> tuple[PdfPage, list[bytes]]:
    """A picture of 30,000 × 30,000 pixels in a few kB: 2.7 GB when it is unpacked, if all of it were there."""
    image = packed(
        bytes(1 << 20),
        b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8"
                  b"/ColorSpace/DeviceRGB")  # fmt: skip
    return PdfPage(b"q 320 0 0 180 0 0 cm /I Do Q", extra=b"/Resources<</XObject<</I %d 0 R>>>>" % first), [image]


def form_bomb(first: int) -> tuple[PdfPage, list[bytes]]:
    """Forms that each draw the next one forty times: 40^9 rectangles."""
    depth = 9
    forms = []
    for level in range(depth):
        inner = b"/F Do " * 40 if level < depth - 1 else b"0 0 320 180 re f "
        more = b"/Resources<</XObject<</F %d 0 R>>>>" % (first + 1 + level) if level < depth - 1 else b""
        forms.append(packed(inner, b"/Type/XObject/Subtype/Form/BBox[0 0 320 180]" + more))
    return PdfPage(b"/F Do", extra=b"/Resources<</XObject<</F %d 0 R>>>>" % first), forms


def test_a_page_that_takes_for_ever_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "CPU_S", 2)
    bomb, objects = form_bomb(9)
    with opened(pdf([filled((1, 0, 0)), bomb, filled((0, 0, 1))], objects), tmp_path) as document:
        assert color(document, 1) == (255, 0, 0)
        with pytest.raises(PageLost, match="more time or memory"):
            document.render(2, WHOLE, nothing)
        assert color(document, 3) == (0, 0, 255)


def test_a_picture_of_gigabytes_leaves_the_other_pages_as_they_are(tmp_path: Path) -> None:
    bomb, objects = image_bomb(7)
    with opened(pdf([bomb, filled((0, 0, 1))], objects), tmp_path) as document:
        with contextlib.suppress(PageLost):  # by how much memory there is it is drawn, or given up
            document.render(1, WHOLE, nothing)
        assert color(document, 2) == (0, 0, 255)


def test_a_page_that_needs_more_memory_than_it_is_given_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "MEMORY_BYTES", 8 << 20)
    with opened(pdf([filled((1, 0, 0))]), tmp_path) as document:
        with pytest.raises(PageLost):
            document.render(1, Cut(0, 0, 1, 1, 7680, 4320), nothing)
        assert color(document, 1) == (255, 0, 0)


def test_a_process_that_was_killed_costs_the_page_it_had(tmp_path: Path) -> None:
    with opened(colored(tmp_path / "b.pdf", 3).read_bytes(), tmp_path) as document:
        os.kill(document._pid, 9)
        os.waitid(os.P_PID, document._pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(PageLost, match="more time or memory"):
            document.render(2, WHOLE, nothing)
        assert color(document, 3) == as_bytes(COLORS[2])


def test_while_a_page_is_made_the_engine_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes for ever: who waits is asked all the time, and what it raises ends the waiting."""
    monkeypatch.setattr(under_test, "CPU_S", 30)
    bomb, objects = form_bomb(5)

    class HungUp(Exception):
        pass

    def hang_up() -> None:
        raise HungUp

    with opened(pdf([bomb], objects), tmp_path) as document, pytest.raises(HungUp):
        document.render(1, WHOLE, hang_up)
