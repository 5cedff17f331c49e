"""Pictures of pages, as JPEGs beside the library: small ones of the first at once, others when somebody looks."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio import ids
from studio.errors import Refused
from studio.library.documents.looking import draw
from studio.library.models import Asset, library

SMALL, LARGE = 320, 1280  # px wide
WIDTHS = (SMALL, LARGE)
AT_ONCE = 200  # pages that get their small picture before anybody looks


def box_of(width: int) -> tuple[int, int]:
    """A page on end may be half as high again as wide; what is narrower is drawn smaller."""
    return width, width * 3 // 2


def folder_of(asset: Asset) -> Path:
    return library() / "pages" / asset.pk


def path_of(asset: Asset, number: int, width: int) -> Path:
    return folder_of(asset) / f"{number}-{width}.jpg"


def keep(asset: Asset, number: int, width: int, jpeg: bytes) -> Path:
    """A file that is there is whole: it gets its name when it is. An empty one is of a page that cannot be drawn."""
    path = path_of(asset, number, width)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{ids.fresh('draft')}.part")
    draft.write_bytes(jpeg)
    draft.rename(path)
    return path


def picture_of(asset: Asset, number: int, width: int) -> Path | None:
    """Where the picture of a page lies; drawn now if nobody has before. None where it cannot be drawn."""
    path = path_of(asset, number, width)
    if not path.exists():
        with _one_at_a_time(asset):
            if not path.exists():
                _draw(asset, number, width)
    return path if path.exists() and path.stat().st_size else None


def _draw(asset: Asset, number: int, width: int) -> None:
    try:
        for one in draw(asset.path, number, number, box_of(width)):
            keep(asset, one.number, width, one.jpeg)
    except Refused:
        return


@contextmanager
def _one_at_a_time(asset: Asset) -> Iterator[None]:
    """Of one document one page at a time: whoever asks for a hundred gets them one after the other."""
    folder_of(asset).mkdir(parents=True, exist_ok=True)
    fd = os.open(folder_of(asset) / "drawing.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def forget(asset: Asset) -> None:
    """Delete every picture of a document that is gone."""
    shutil.rmtree(folder_of(asset), ignore_errors=True)
