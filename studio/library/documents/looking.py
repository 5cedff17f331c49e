"""What is in a document, and pictures of its pages, by child processes that have nothing to lose.

A child that a page kills is followed by another, which goes on behind that page.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from studio.errors import Refused

WITHIN_S = 60  # for what is known of all pages; then for each
SOON_S = 5  # for the first page, as long as somebody waits for the document
FIRST_CPU_S = 4  # for what is known of all pages, and for the first one: somebody waits for these
PAGE_CPU_S = 20  # for each of the others, and for the first once more where that was too little
LINE_MOST = 8_000_000  # bytes: sizes and titles of 10,000 pages
PICTURE_MOST = 20_000_000
HTML_MOST = 50_000_000
LOST_MOST = 3  # children in a row, before the rest of the pages is given up


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's picture (empty where it cannot be drawn) and the notes that are pinned to it; `number` begins at 1."""

    number: int
    jpeg: bytes
    notes: str = ""


def look_into(path: Path) -> dict[str, Any]:
    """`{"kind", "titles", "notes"}` of a zipped document. Raises Refused in plain words."""
    with child(path, "package") as out:
        return _first(out)


def html_of(path: Path, kind: str) -> bytes:
    """A text as HTML, to be laid out. Raises Refused in plain words."""
    with child(path, "text", kind) as out:
        size = int(_first(out).get("bytes", 0))
        html = out.read(min(size, HTML_MOST))
    if len(html) < size:
        raise Refused("unreadable", "This text is too large to be laid out.")
    return html


def look_at_pages(path: Path, box: tuple[int, int]) -> tuple[dict[str, Any], Drawn | None]:
    """`{"pages", "sizes", "titles"}` of a PDF, and its first page where that is drawn soon. Raises Refused."""
    with child(path, "pages", 0, 1, *box, FIRST_CPU_S, page_s=SOON_S) as out:
        return _first(out), _picture(out, 1)


def draw(path: Path, first: int, last: int, box: tuple[int, int]) -> Iterator[Drawn]:
    """The pages from `first` to `last` (both are drawn), as large as fits into the box. Raises Refused."""
    lost = 0
    while first <= last and lost < LOST_MOST:
        came = False
        for one in _by_one_child(path, first, last, box):
            yield one
            first, lost, came = one.number + 1, 0, True
        if first <= last:  # this page was too much for it
            lost += not came
            yield Drawn(first, b"")
            first += 1


def _by_one_child(path: Path, first: int, last: int, box: tuple[int, int]) -> Iterator[Drawn]:
    with child(path, "pages", first - 1, last - first + 1, *box, PAGE_CPU_S) as out:
        _first(out)
        for number in range(first, last + 1):
            one = _picture(out, number)
            if one is None:
                return
            yield one


def _picture(out: IO[bytes], number: int) -> Drawn | None:
    """The page that a child tells next; None where it did not come so far."""
    note = _line(out)
    size = int(note.get("bytes", -1)) if note else -1
    if note is None or note.get("page") != number - 1 or not 0 <= size <= PICTURE_MOST:
        return None
    jpeg = out.read(size)
    if len(jpeg) < size:
        return None
    return Drawn(number, jpeg if jpeg.startswith(b"\xff\xd8") else b"", str(note.get("notes", "")))


@contextmanager
def child(path: Path, *arguments: object, page_s: float = WITHIN_S) -> Iterator[IO[bytes]]:
    """What a child tells of a file. It is ended when nobody reads on, and when it says nothing for too long."""
    try:
        with path.open("rb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "mixer", "document", *map(str, arguments)], cwd=settings.BASE_DIR, stdin=file,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
    except FileNotFoundError:
        raise Refused("gone", "The file is gone.") from None
    watch = Deadline(process, page_s)
    try:
        with process:
            assert process.stdout
            yield Heard(process.stdout, watch)  # type: ignore[misc]  # as much of a file as is read here
            process.kill()
    finally:
        watch.stop()
        process.kill()


class Deadline:
    """Ends a process that nobody has heard of for `WITHIN_S`, and later for `page_s`."""

    def __init__(self, process: subprocess.Popen[bytes], page_s: float) -> None:
        self._process, self._page_s = process, page_s
        self._timer = threading.Timer(WITHIN_S, process.kill)
        self._timer.start()

    def put_off(self) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(self._page_s, self._process.kill)
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()


class Heard:
    """A child's output; each line that is read puts its deadline off."""

    def __init__(self, out: IO[bytes], watch: Deadline) -> None:
        self._out, self._watch = out, watch

    def readline(self, most: int) -> bytes:
        line = self._out.readline(most)
        self._watch.put_off()
        return line

    def read(self, size: int) -> bytes:
        return self._out.read(size)


def _first(out: IO[bytes]) -> dict[str, Any]:
    note = _line(out)
    if note is None:
        text = "This document cannot be read: looking at it took too long, or too much memory."
        raise Refused("unreadable", text)
    if "error" in note:
        raise Refused("unreadable", in_a_sentence(str(note["error"]))[:300])
    return note


def _line(out: IO[bytes]) -> dict[str, Any] | None:
    try:
        return dict(json.loads(out.readline(LINE_MOST)))
    except (ValueError, TypeError):
        return None


def in_a_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
