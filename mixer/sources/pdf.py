"""The pages of a PDF as pictures, made by a process of its own that is confined, watched, and may be lost.

PDFium is neither to be trusted with memory nor with time: whatever a page does, it costs that page alone.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import select
import signal
import struct
import time
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pypdfium2  # here, not in the process that uses it: that may not be able to read our folders
from numpy.typing import NDArray

from mixer.errors import SourceRefused
from mixer.feed.guard import die_with_parent, keep_only
from mixer.protocol.paging import MAX_PAGES

Rgb = NDArray[np.uint8]
"""(height, width, 3)"""
Hear = Callable[[], None]
"""Called several times a second while a page is made; what it raises ends the waiting."""

MEMORY_BYTES = 1 << 30  # beyond what the process has when it begins
CPU_S = 20  # for opening, and for each page
LONGEST_S = 60.0  # of the clock: a page that does not come in this time is not waited for
WAIT_S = 0.25
UNKNOWN_SHAPE = 16.0, 9.0
PASSWORD = 4  # FPDF_ERR_PASSWORD
BROKEN = "this file is not a PDF document, or it is broken"
TOO_MUCH = "it takes more time or memory than a page is given"
LOCKED = "this document is encrypted; save it without a password"

_ASK = struct.Struct("<I4d2I")
_ANSWER = struct.Struct("<?Q")
_OPENED = struct.Struct("<I2d")
LONGEST_TEXT = 200


class Cut(NamedTuple):
    """A part of a page: (x, y, w, h) in fractions of it, which may reach over its edges, at so many pixels."""

    x: float
    y: float
    w: float
    h: float
    width: int
    height: int


class PageLost(Exception):
    """A page cannot be shown; says why in a few words."""


class Pdf:
    """A PDF by its descriptor. `pages` is how many there are, `shape` width and height of the first, in points.

    Raises SourceRefused for what is none that we show.
    """

    def __init__(self, fd: int, hear: Hear) -> None:
        self._fd, self._pid, self._ask, self._answer = fd, 0, -1, -1
        try:
            self.pages, *shape = _OPENED.unpack(self._begin(hear))
        except PageLost as lost:
            self.close()
            raise SourceRefused(str(lost)) from None
        if self.pages > MAX_PAGES:
            self.close()
            raise SourceRefused(f"this document has {self.pages} pages; up to {MAX_PAGES} are shown")
        if not self.pages:
            self.close()
            raise SourceRefused("this document has no pages")
        self.shape = shape[0], shape[1]

    def render(self, page: int, cut: Cut, hear: Hear) -> Rgb:
        """A part of a page (from 1 on), what is outside of it black. Raises PageLost."""
        if not self._pid:
            self._begin(hear)
        try:
            os.write(self._ask, _ASK.pack(page - 1, *cut))
        except BrokenPipeError:  # it died while nobody asked
            self.close()
            raise PageLost(TOO_MUCH) from None
        body = self._hear(hear, cut.width * cut.height * 3)
        if len(body) != cut.width * cut.height * 3:
            raise PageLost("this page cannot be read")
        return np.frombuffer(body, np.uint8).reshape(cut.height, cut.width, 3)

    def close(self) -> None:
        """End its process."""
        if not self._pid:
            return
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._ask)
        os.close(self._answer)
        self._pid = 0

    def _begin(self, hear: Hear) -> bytes:
        """Start the process, which opens the document and says how it is. Raises PageLost."""
        theirs, self._ask = os.pipe()
        self._answer, ours = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _serve(self._fd, theirs, ours, parent)
        os.close(theirs)
        os.close(ours)
        return self._hear(hear, _OPENED.size)

    def _hear(self, hear: Hear, most: int) -> bytes:
        """What it answers. Raises PageLost; one that died, or took too long, is started again for the next page."""
        until = time.monotonic() + LONGEST_S
        try:
            fine, size = _ANSWER.unpack(self._read(_ANSWER.size, hear, until))
            if size > max(most, LONGEST_TEXT):
                raise EOFError
            body = self._read(size, hear, until)
        except (EOFError, TimeoutError):
            self.close()
            raise PageLost(TOO_MUCH) from None
        if not fine:
            raise PageLost(body.decode(errors="replace"))
        return body

    def _read(self, size: int, hear: Hear, until: float) -> bytes:
        parts, left = [], size
        while left:
            if not select.select([self._answer], [], [], WAIT_S)[0]:
                hear()
                if time.monotonic() > until:
                    raise TimeoutError
                continue
            part = os.read(self._answer, min(left, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


# -- in the process that reads it ------------------------------------------------------------------


def _serve(fd: int, asked: int, answers: int, parent: int) -> NoReturn:
    """Answer until nobody asks any more; never returns."""
    status = 1
    try:
        keep_only([fd, asked, answers])
        die_with_parent(parent)
        _limit_memory()
        _give_time()
        _say(answers, _opened, document := _Document(fd))
        while ask := os.read(asked, _ASK.size):
            page, *cut = _ASK.unpack(ask)
            _give_time()
            _say(answers, document.render, page, Cut(*cut))
        status = 0
    finally:
        os._exit(status)


def _limit_memory() -> None:
    with open("/proc/self/statm") as told:
        has = int(told.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = has + MEMORY_BYTES
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _give_time() -> None:
    """So much from now on; who uses it up is ended by the kernel."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + CPU_S, hard))


def _say(fd: int, answer: Callable[..., bytes], *asked: Any) -> None:
    """Answer a question, or say in words why there is no answer."""
    try:
        fine, body = True, answer(*asked)
    except MemoryError:
        fine, body = False, TOO_MUCH.encode()
    # PDFium's wrapper raises whatever it stumbles on in a broken file.
    except Exception as error:
        fine, body = False, _in_words(error).encode()[:LONGEST_TEXT]
    for part in (_ANSWER.pack(fine, len(body)), body):
        view = memoryview(part)
        while view:
            view = view[os.write(fd, view) :]


def _in_words(error: Exception) -> str:
    if isinstance(error, PageLost):
        return str(error)
    return "this page cannot be read"


def _opened(document: _Document) -> bytes:
    return _OPENED.pack(*document.open())


class _Document:
    """PDFium's document, opened on the first question, so that what is wrong with it is an answer."""

    def __init__(self, fd: int) -> None:
        self._fd, self._shape = fd, UNKNOWN_SHAPE
        self._document: pypdfium2.PdfDocument | None = None
        self._forms: Any = None

    def open(self) -> tuple[int, float, float]:
        """How many pages it has, and the first one's width and height. Raises PageLost."""
        file = os.fdopen(os.dup(self._fd), "rb")
        file.seek(0)
        try:
            self._document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            raise PageLost(LOCKED if getattr(error, "err_code", 0) == PASSWORD else BROKEN) from None
        with contextlib.suppress(pypdfium2.PdfiumError):
            self._document.init_forms()
            self._forms = self._document.formenv
        self._shape = self._first_shape()
        return len(self._document), *self._shape

    def _first_shape(self) -> tuple[float, float]:
        try:
            return self._size(0)
        except (PageLost, pypdfium2.PdfiumError, IndexError):  # the others may be fine
            return UNKNOWN_SHAPE

    def _size(self, page: int) -> tuple[float, float]:
        assert self._document is not None
        width, height = self._document.get_page_size(page)
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise PageLost("this page has no size")
        return width, height

    def render(self, number: int, cut: Cut) -> bytes:
        """The pixels of a part of a page that is held in the middle of the first one's shape. Raises PageLost."""
        raw = pypdfium2.raw
        assert self._document is not None
        page = self._document[number]
        bitmap = pypdfium2.PdfBitmap.new_native(cut.width, cut.height, raw.FPDFBitmap_BGRx)
        bitmap.fill_rect((0, 0, 0, 255), 0, 0, cut.width, cut.height)
        left, top, width, height = self._place(number, cut)
        bitmap.fill_rect((255, 255, 255, 255), left, top, width, height)
        where = (left, top, width, height, 0, raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER)
        raw.FPDF_RenderPageBitmap(bitmap, page, *where)
        if self._forms:
            raw.FPDF_FFLDraw(self._forms, bitmap, page, *where)
        rgb = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
        page.close()
        return rgb.tobytes()

    def _place(self, number: int, cut: Cut) -> tuple[int, int, int, int]:
        """Where the whole page lies, in pixels of the cut."""
        first, own = self._shape, self._size(number)
        scale = min(first[0] / own[0], first[1] / own[1])
        w, h = own[0] * scale / first[0], own[1] * scale / first[1]
        x, y = (1 - w) / 2, (1 - h) / 2
        left, top = round((x - cut.x) / cut.w * cut.width), round((y - cut.y) / cut.h * cut.height)
        return left, top, max(1, round(w / cut.w * cut.width)), max(1, round(h / cut.h * cut.height))
