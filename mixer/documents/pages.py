"""Pages of a PDF as pictures, by PDFium, which must never be asked two things at once: a process looks at one file."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mixer.errors import SourceRefused

PAGES_MOST = 10_000
MEGAPIXELS_MOST = 40
POINT_MOST = 14_400.0  # 200 inches: as large as a page may be
TITLE_MOST = 200
NOTES_MOST = 20_000
BOOKMARKS_MOST = 20_000
ANNOTATIONS_MOST = 200  # of one page
QUALITY = 84


class Pages:
    """An opened PDF. Numbers of pages begin at 0 here. Raises SourceRefused in plain words."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pdfium.PdfDocument(data)
            self.count = len(self._pdf)
        except pdfium.PdfiumError as error:
            raise SourceRefused(why_not(str(error))) from None
        if not self.count:
            raise SourceRefused("this PDF has no pages")
        if self.count > PAGES_MOST:
            raise SourceRefused(f"this PDF has {self.count} pages; up to {PAGES_MOST} are shown")

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of every page in points; (0, 0) of one that cannot be read."""
        return [self._size(number) for number in range(self.count)]

    def titles(self) -> dict[int, str]:
        """The first bookmark of each page that has one."""
        found: dict[int, str] = {}
        try:
            for at, mark in enumerate(self._pdf.get_toc(max_depth=3)):
                goes_to = mark.get_dest()
                number = goes_to.get_index() if goes_to else None
                if number is not None and 0 <= number < self.count:
                    found.setdefault(number, printable(mark.get_title())[:TITLE_MOST])
                if at >= BOOKMARKS_MOST:
                    break
        except (pdfium.PdfiumError, ValueError, RecursionError):
            pass  # titles are a kindness
        return found

    def draw(self, number: int, box: tuple[int, int]) -> tuple[bytes, str]:
        """A JPEG of a page on white, as large as fits into the box, and the notes that are pinned to the page."""
        width, height = self._size(number)
        if not width:
            raise SourceRefused("this page cannot be read")
        scale = min(box[0] / width, box[1] / height)
        if width * scale * height * scale > MEGAPIXELS_MOST * 1e6:
            raise SourceRefused(f"a picture of this page would have more than {MEGAPIXELS_MOST} megapixels")
        try:
            page = self._pdf[number]
            notes = notes_of(page)
            picture = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
        except (pdfium.PdfiumError, ValueError, MemoryError):
            raise SourceRefused("this page cannot be drawn") from None
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
        return out.getvalue(), notes

    def _size(self, number: int) -> tuple[float, float]:
        try:
            width, height = self._pdf.get_page_size(number)
        except pdfium.PdfiumError:
            return 0.0, 0.0
        fits = all(math.isfinite(side) and 0.5 <= side <= POINT_MOST for side in (width, height))
        return (round(width, 2), round(height, 2)) if fits else (0.0, 0.0)


def why_not(said: str) -> str:
    """What PDFium says, in words that say what to do."""
    if "password" in said.lower() or "security" in said.lower():
        return "this PDF is protected by a password: save it without one"
    return "this PDF is damaged: it cannot be opened"


def notes_of(page: Any) -> str:
    """The texts of the sticky notes on a page: programs that write notes into a PDF put them there."""
    count = min(raw.FPDFPage_GetAnnotCount(page), ANNOTATIONS_MOST)
    texts = (_note(page, at) for at in range(count))
    return "\n".join(filter(None, texts))[:NOTES_MOST]


def _note(page: Any, at: int) -> str:
    annotation = raw.FPDFPage_GetAnnot(page, at)
    if not annotation:
        return ""
    try:
        if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_TEXT:
            return ""
        return printable(_string(annotation, b"Contents"))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:
    size = min(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0), 4 * NOTES_MOST)
    if size <= 2:
        return ""
    room = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(room, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return room.raw[: size - 2].decode("utf-16-le", "replace")


def printable(text: str) -> str:
    """Without what would be seen as boxes; lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in line if c.isprintable() or c == "\t") for line in lines).strip()


def told(pages: Pages) -> dict[str, Any]:
    """What is known of all pages before any is drawn."""
    titles = pages.titles()
    return {"pages": pages.count, "sizes": pages.sizes(), "titles": {str(at): title for at, title in titles.items()}}


def drawn(pages: Pages, numbers: Iterator[int], box: tuple[int, int]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """A note and a JPEG for each page asked for; of one that cannot be drawn, why."""
    for number in numbers:
        try:
            picture, notes = pages.draw(number, box)
            yield {"page": number, "bytes": len(picture), "notes": notes}, picture
        except SourceRefused as error:
            yield {"page": number, "bytes": 0, "error": str(error)}, b""
