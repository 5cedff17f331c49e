"""Small PDFs, written by hand: a page is its size in points and what is drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

WIDE = (320.0, 180.0)
COLORS = ((1, 0, 0), (0, 0.6, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (0.5, 0.5, 0.5), (1, 0.5, 0))
"""Of the pages of `colored`, over and over: red, green, blue, yellow …, as parts of 1."""


class PdfPage(NamedTuple):
    """A page with an operator stream; `extra` are further entries of its dictionary."""

    content: bytes = b""
    size: tuple[float, float] = WIDE
    extra: bytes = b""


def pdf(pages: Sequence[PdfPage], objects: Sequence[bytes] = (), trailer: bytes = b"") -> bytes:
    """A PDF file of these pages; `objects` are numbered from 3 + 2 × pages on, for `extra` to name."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))]
    for number, page in enumerate(pages):
        box = b"%f %f" % page.size
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents %d 0 R%s>>" % (box, 4 + 2 * number, page.extra)
        )
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(page.content), page.content))
    return joined([*bodies, *objects], trailer)


def joined(bodies: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The file that has these objects, from 1 on; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, trailer, table)
    return bytes(out)


def filled(color: tuple[float, float, float], size: tuple[float, float] = WIDE) -> PdfPage:
    """A page of one colour."""
    return PdfPage(b"%f %f %f rg 0 0 %f %f re f" % (*color, *size), size)


STEP = 0.08


def shaded(path: Path, pages: int, size: tuple[float, float] = WIDE) -> Path:
    """A document whose page n is the gray of n steps: `page_of` reads it from the luma of a picture."""
    path.write_bytes(pdf([filled((STEP * number,) * 3, size) for number in range(1, pages + 1)]))
    return path


def page_of(luma: float) -> float:
    """The page of a `shaded` document that has this luma; in a mix of two it lies between them."""
    return round((luma - 16) / 219 / STEP, 1)


def colored(path: Path, pages: int, size: tuple[float, float] = WIDE) -> Path:
    """A document whose pages are of COLORS, one after the other."""
    path.write_bytes(pdf([filled(COLORS[number % len(COLORS)], size) for number in range(pages)]))
    return path
