"""What of the tus protocol (https://tus.io/protocols/resumable-upload, 1.0.0) stands in headers. Pure.

Core, creation, expiration and termination: a tus client that sends pieces of at most PIECE_BYTES works as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from studio.errors import FieldError, Invalid, Refused
from studio.library.models import Upload

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
BYTES = "application/octet-stream"
EXTENSIONS = "creation,expiration,termination"


def check_version(headers: Mapping[str, str]) -> None:
    """Raise Refused for a client of another version; who names none is no tus client, and welcome."""
    if headers.get("Tus-Resumable", VERSION) != VERSION:
        raise Refused("tus_version", f"Tus-Resumable is {VERSION} here.", status=412)


def number_in(headers: Mapping[str, str], name: str) -> int:
    """A header's whole number. Raises Invalid."""
    text = headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise Invalid([FieldError(name, f"expected a header with a whole number, found {text[:40]!r}")])
    return int(text)


def announced(headers: Mapping[str, str]) -> dict[str, Any]:
    """What a tus client tells of a file that it is about to send. Raises Invalid."""
    told = metadata(headers.get("Upload-Metadata", ""))
    name = told.get("filename") or told.get("name") or "file"
    return {"name": name, "bytes": number_in(headers, "Upload-Length"), "folder": told.get("folder", "")}


def metadata(text: str) -> dict[str, str]:
    """`filename d29ybGQ=,folder` as its texts. Raises Invalid."""
    try:
        pairs = [pair.split(" ", 1) for one in text.split(",") if (pair := one.strip())]
        return {key: base64.b64decode("".join(value), validate=True).decode() for key, *value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        raise Invalid([FieldError("Upload-Metadata", "expected names with texts in base64")]) from None


def headers_of(upload: Upload, expires: str) -> dict[str, str]:
    """How far an upload is."""
    return {
        "Upload-Offset": str(upload.offset), "Upload-Length": str(upload.bytes), "Upload-Expires": expires,
        "Cache-Control": "no-store",
    }  # fmt: skip
