"""Files that come in pieces, so that an upload can go on where it was broken off.

How much has arrived is what the row says. What lies in the file behind that came with a request that did not live to
say so; the next one writes over it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from studio.errors import Refused
from studio.library.intake import PIECE_BYTES, Arrived, check_room, clean_name, free_room, take_in, taken
from studio.library.kinds import HEAD
from studio.library.models import Asset, Upload, arriving

LIFE = timedelta(hours=24)  # after its last piece
PROMISED = timedelta(minutes=10)  # after it: so long there is room for the rest of it, whatever others send
UNFINISHED_MOST = 50  # of one person
CHUNK = 256 * 1024
ZIP = b"PK\x03\x04"


class Misplaced(Refused):
    """A piece that does not follow on what has arrived; `offset` is where the next one begins."""

    def __init__(self, offset: int, found: int) -> None:
        super().__init__("wrong_offset", f"Expected a piece that begins at byte {offset}, found one at {found}.")
        self.offset = offset


def begin(
    who: str,
    owner: Any,
    name: str,
    size: int,
    folder: str = "",
    modified_ms: int | None = None,
    *,
    archive: bool = False,
) -> Upload:
    """An upload that nothing has arrived of yet. Raises Refused where there is no room for it.

    What is the `archive` of a show becomes no file of the library: it waits to be taken in as a show.
    """
    unfinished = Upload.objects.filter(asset=None)
    with transaction.atomic():
        check_share(unfinished.filter(who=who), unfinished.exclude(who=who), size)
        return Upload.objects.create(
            who=who,
            owner=owner,
            name=clean_name(name),
            bytes=size,
            folder=folder,
            modified_ms=modified_ms,
            archive=archive,
        )


def check_share(mine: QuerySet[Upload], others: QuerySet[Upload], size: int) -> None:
    """Raise Refused where there is no room for one more, or one's unfinished files, sent or not, would take half of it.

    A single one may take all. What others are promised counts for half of the room at most: it shuts nobody out.
    """
    if mine.count() >= UNFINISHED_MOST:
        text = f"{UNFINISHED_MOST} of your uploads are not finished. Finish or cancel some first."
        raise Refused("too_many_uploads", text)
    check_room(size, _to_come(mine) + min(_to_come(others), max(0, free_room()) // 2))
    whole, sent = mine.aggregate(whole=Sum("bytes"), sent=Sum("offset")).values()
    if whole and whole + size > (free_room() + sent) // 2:
        text = "Your unfinished uploads would take more than half of the room on the server's disk: finish some first."
        raise Refused("too_many_uploads", text)


def _to_come(uploads: QuerySet[Upload]) -> int:
    """The bytes that are promised and have not come; of what stands still, room is kept for no longer than that."""
    alive = uploads.filter(touched__gt=timezone.now() - PROMISED)
    return alive.aggregate(left=Sum(F("bytes") - F("offset")))["left"] or 0


def add(upload: Upload, offset: int, piece: IO[bytes], noted: Callable[[Asset], None]) -> None:
    """Add a piece that begins at `offset`; the last one makes an asset, and `noted` is called in its transaction.

    Raises Misplaced; Refused for what is no media (nothing is kept of that), more than was said, or a disk that is
    full by now (it can go on when there is room); OSError.
    """
    with alone_with(upload.path) as fd:
        upload.refresh_from_db()
        if offset != upload.offset:
            raise Misplaced(upload.offset, offset)
        if upload.asset_id:
            return
        if offset < upload.bytes:
            check_room(min(PIECE_BYTES, upload.bytes - offset))
        upload.offset, upload.touched = write(fd, piece, offset, upload.bytes), timezone.now()
        if offset < HEAD:
            refuse_foreign(upload, os.pread(fd, HEAD, 0)[: upload.offset])
        upload.save(update_fields=["offset", "touched"])
        if upload.offset == upload.bytes and not upload.archive:
            finish(upload, noted)


@contextmanager
def alone_with(path: Path) -> Iterator[int]:
    """A descriptor of the file, held by nobody else: of two requests with one piece, the second finds it there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)


def write(fd: int, piece: IO[bytes], at: int, most: int) -> int:
    """Write a piece at its place; where it ends. Raises Refused where that is behind the file's end."""
    while data := piece.read(CHUNK):
        if at + len(data) > most:
            raise Refused("too_much", f"The file was to have {most} bytes, and here are more.", status=400)
        at += os.pwrite(fd, data, at)
    return at


def refuse_foreign(upload: Upload, head: bytes) -> None:
    """Raise Refused as soon as it can be seen that this is nothing of ours: nobody sends gigabytes of it first."""
    is_known = len(head) >= min(HEAD, upload.bytes)
    if not is_known:
        return
    try:
        if not upload.archive:
            taken(head, upload.bytes, upload.name)
        elif not head.startswith(ZIP):
            raise Refused("bad_archive", "This is no archive of a show: it is no zip.", status=415)
    except Refused:
        forget(upload)
        raise


def finish(upload: Upload, noted: Callable[[Asset], None]) -> None:
    """Make an asset of what has arrived whole. The row stays, so that who missed the answer finds the asset."""

    def note(asset: Asset) -> None:
        Upload.objects.filter(pk=upload.pk).update(asset=asset)
        noted(asset)

    with Arrived(upload.path, upload.name) as whole:
        upload.asset = take_in(whole, upload.owner, note, upload.folder)
    upload.path.unlink(missing_ok=True)


def forget(upload: Upload) -> None:
    """Let go of an upload and what has arrived of it; an asset that it became stays."""
    upload.path.unlink(missing_ok=True)
    Upload.objects.filter(pk=upload.pk).delete()


def clear_left() -> int:
    """Delete what has arrived of uploads whose row is gone, or that are whole elsewhere by now; how many files."""
    if not arriving().is_dir():
        return 0
    files = list(arriving().iterdir())  # before the rows: what begins meanwhile is not among them
    wanted = set(Upload.objects.filter(asset=None).values_list("pk", flat=True))
    left = [path for path in files if path.name not in wanted]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
