"""Taking in an upload: sized, sniffed, given a name of our own, never trusted."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from studio import ids
from studio.errors import Refused
from studio.library import subtitles
from studio.library.documents import converting, pictures, types
from studio.library.kinds import HEAD, Type, bundle_type, type_of
from studio.library.models import Asset

GIGABYTE = 1_000_000_000
FLOOR_BYTES = 1 * GIGABYTE  # shows and recordings need room too
BUNDLE_MOST = 500_000_000  # bytes: as much as it may have unpacked
PIECE_BYTES = 16 << 20  # the most that one request brings of a file in pieces


class Arrived(UploadedFile):  # type: ignore[type-arg]
    """A file that lies whole in a folder of ours. It is linked into the library, and stays there until that is so."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path.open("rb"), name, size=path.stat().st_size)
        self.lies_at = path


def size_limit() -> int:
    """The largest file we take, in bytes: TALLY_UPLOAD_GB, 20 by default."""
    return int(float(os.environ.get("TALLY_UPLOAD_GB", "20")) * GIGABYTE)


def take_in(
    upload: UploadedFile[bytes],
    owner: Any = None,
    noted: Callable[[Asset], None] = lambda asset: None,
    folder: str = "",
) -> Asset:
    """Keep an uploaded file. `noted` is called in the transaction of its row. Raises Refused; nothing is kept then."""
    head = upload.read(HEAD)
    upload.seek(0)
    size = int(upload.size or 0)
    if not isinstance(upload, Arrived):
        check_room(size)
    if not size:
        raise Refused("empty_file", "The file is empty.", status=400)
    found = taken(head, size, upload.name or "")
    asset = Asset(
        name=clean_name(upload.name or ""), file=f"{ids.fresh('f', 18)}{found.suffix}",
        kind=found.kind, mime=found.mime, bytes=size, owner=owner, folder=folder,
    )  # fmt: skip
    try:
        keep(upload, asset.path)
        with transaction.atomic():
            asset.save(force_insert=True)
            noted(asset)
    except BaseException as error:
        asset.path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refused("disk_full", f"The file could not be kept: {error.strerror}.", status=507) from None
        raise
    return asset


def taken(head: bytes, size: int, name: str = "") -> Type:
    """The type of a file that begins so; of texts its name tells whether it is a document.

    Raises Refused for one that we do not take, or not of this size.
    """
    found = type_of(head) or types.document_type(head, name) or bundle_type(head)
    if found is None:
        text = (
            "This is not a video, a sound, a picture, a document (PDF, Office, OpenDocument, Markdown or text), "
            "a file of subtitles (SRT or WebVTT) or a zip of a web page that can be used."
        )
        raise Refused("unknown_type", text, status=415)
    if found.kind == Asset.Kind.SUBTITLES and size > subtitles.MOST_BYTES:
        text = f"Subtitles have {subtitles.MOST_BYTES / 1e6:g} MB at most, and this file has {size / 1e6:.1f} MB."
        raise Refused("too_large", text, status=413)
    if found.kind == Asset.Kind.DOCUMENT:
        check_document(found, size)
    if found.kind == Asset.Kind.BUNDLE and size > BUNDLE_MOST:
        text = f"A bundle has {BUNDLE_MOST // 1_000_000} MB at most, and this file has {size / 1e6:.1f} MB."
        raise Refused("too_large", text, status=413)
    return found


def check_document(found: Type, size: int) -> None:
    """Raise Refused for a document that could never be shown here, before the rest of it is sent."""
    if size > types.size_most(found):
        text = f"Such a document has {types.size_most(found) / 1e6:g} MB at most, and this one has {size / 1e6:.1f} MB."
        raise Refused("too_large", text, status=413)
    if found.suffix != ".pdf" and converting.office() is None:
        raise converting.needs_office()


def check_room(size: int, promised: int = 0) -> None:
    """Raises Refused where a file of this size is too large, or the disk would be nearly full with it.

    `promised`: the bytes that are on their way to the same disk.
    """
    if size > size_limit():
        raise Refused("too_large", f"The file is larger than {size_limit() / GIGABYTE:g} GB.", status=413)
    if free_room() < size + promised:
        raise Refused("disk_full", "There is not enough room on the server's disk for this file.", status=507)


def free_room() -> int:
    """The bytes that uploads may still take of the disk; negative where it is nearly full."""
    return shutil.disk_usage(settings.TALLY_HOME).free - FLOOR_BYTES


def keep(upload: UploadedFile[bytes], path: Path) -> None:
    """Put the upload's bytes at `path`, readable by the processes that play it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    spooled = getattr(upload, "temporary_file_path", None)
    if isinstance(upload, Arrived):
        link(upload.lies_at, path)
    elif spooled:
        shutil.move(spooled(), path)
    else:
        with path.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
    path.chmod(0o644)


def link(old: Path, new: Path) -> None:
    """Have a file under another name too; where the file system knows no links, under that name only."""
    try:
        os.link(old, new)
    except OSError:
        shutil.move(old, new)


def clean_name(name: str) -> str:
    """What the uploader called it, as one printable line."""
    base = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    return printable.strip()[:200] or "file"


def throw_away(asset: Asset) -> None:
    """Delete the files of an asset whose row is gone. What plays one has it open, and goes on."""
    for path in (asset.path, asset.original_path, asset.thumbnail_path):
        path.unlink(missing_ok=True)
    pictures.forget(asset)
