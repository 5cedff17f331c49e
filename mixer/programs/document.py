"""`python -m mixer document package|pages|text …`: look at the foreign document on standard input, without any rights.

`package` prints a line of JSON: which kind it is, and the notes and titles of the slides that are shown. `pages FIRST
COUNT WIDTH HEIGHT CPU_S` prints a line about the PDF, then for each page (they begin at 0) a line and as many bytes of
JPEG as it says; each of these may take CPU_S seconds of a processor. `text md|txt` prints a line and as many bytes of
HTML. Exit code 0, also for a document that is refused: then the line says why.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from PIL import Image

from mixer.documents.package import Package
from mixer.documents.slides import visible_slides
from mixer.errors import SourceRefused
from mixer.feed.guard import become_nobody, die_with_parent, leave_network

MEMORY = 1 << 30
CPU_S = 20
TEXT_CPU_S = 6


def main(argv: list[str]) -> int:
    parent, memory_mb = os.getppid(), MEMORY >> 20
    load_ahead(argv)
    give_up(parent, memory_mb)
    try:
        PARTS[argv[0]](argv[1:])
    except SourceRefused as error:
        tell({"error": str(error)})
    except MemoryError:
        tell({"error": f"this document needs more than {memory_mb} MB of memory: it is not taken"})
    except Exception as error:  # a foreign file may raise anything
        tell({"error": f"this document cannot be read ({type(error).__name__})"})
    return 0


def load_ahead(argv: list[str]) -> None:
    """What is loaded late otherwise: nobody may not be able to read our own programs."""
    Image.init()
    if argv[:1] == ["pages"]:
        import mixer.documents.pages
    if argv[:1] == ["text"]:
        import mixer.documents.texts  # noqa: F401
    for name in ("utf-8-sig", "idna", "punycode", "cp1252", "cp437", "utf-16", "utf-16-le", "utf-16-be", "latin-1"):
        codecs.lookup(name)


def give_up(parent: int, memory_mb: int) -> None:
    """Account, network, files to write, most of the memory."""
    os.nice(15)
    leave_network()
    become_nobody()
    die_with_parent(parent)
    memory = memory_mb << 20
    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(limit, (value, value))
    more_time(CPU_S)


def more_time(cpu_s: int) -> None:
    """From now on `cpu_s` seconds of a processor, and not one more: the kernel ends who takes longer."""
    spent = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + cpu_s, hard))


def package(argv: list[str]) -> None:
    with os.fdopen(os.dup(0), "rb") as file:
        found = Package(file)
        kind = found.kind()
        slides = visible_slides(found, kind)
    tell({"kind": kind, "titles": [one.title for one in slides], "notes": [one.notes for one in slides]})


def pages(argv: list[str]) -> None:
    from mixer.documents.pages import Pages, drawn, told

    first, count, width, height, cpu_s = map(int, argv)
    more_time(cpu_s)
    with os.fdopen(os.dup(0), "rb") as file:
        opened = Pages(file.read())
    tell(told(opened))
    wanted = timed(range(first, min(opened.count, first + count)), cpu_s)
    for note, picture in drawn(opened, wanted, (width, height)):
        tell(note, picture)


def timed(numbers: range, cpu_s: int) -> Iterator[int]:
    """Each page has its own time."""
    for number in numbers:
        more_time(cpu_s)
        yield number


def tell(note: dict[str, Any], picture: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(note).encode() + b"\n" + picture)
    sys.stdout.buffer.flush()


def text(argv: list[str]) -> None:
    from mixer.documents.texts import MAKERS

    more_time(TEXT_CPU_S)
    with os.fdopen(os.dup(0), "rb") as file:
        html = MAKERS[argv[0]](file.read()).encode()
    tell({"bytes": len(html)}, html)


PARTS = {"package": package, "pages": pages, "text": text}
