"""What a file is, told from its first bytes and never from its name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 1024


@dataclass(frozen=True, slots=True)
class Type:
    """A type of file that may be uploaded; `kind` is a first guess, the probe has the last word."""

    kind: str
    mime: str
    suffix: str


_STARTS: tuple[tuple[bytes, Type], ...] = (
    (b"\x89PNG\r\n\x1a\n", Type("image", "image/png", ".png")),
    (b"\xff\xd8\xff", Type("image", "image/jpeg", ".jpg")),
    (b"GIF87a", Type("image", "image/gif", ".gif")),
    (b"GIF89a", Type("image", "image/gif", ".gif")),
    (b"BM", Type("image", "image/bmp", ".bmp")),
    (b"\x1aE\xdf\xa3", Type("video", "video/x-matroska", ".mkv")),
    (b"FLV\x01", Type("video", "video/x-flv", ".flv")),
    (b"\x00\x00\x01\xba", Type("video", "video/mpeg", ".mpg")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Type("video", "video/x-ms-asf", ".asf")),
    (b"OggS", Type("audio", "audio/ogg", ".ogg")),
    (b"fLaC", Type("audio", "audio/flac", ".flac")),
    (b"ID3", Type("audio", "audio/mpeg", ".mp3")),
    (b"\xff\xf1", Type("audio", "audio/aac", ".aac")),
    (b"\xff\xf9", Type("audio", "audio/aac", ".aac")),
)
_RIFF = {
    b"WEBP": Type("image", "image/webp", ".webp"),
    b"WAVE": Type("audio", "audio/wav", ".wav"),
    b"AVI ": Type("video", "video/x-msvideo", ".avi"),
    b"AIFF": Type("audio", "audio/aiff", ".aiff"),
    b"AIFC": Type("audio", "audio/aiff", ".aiff"),
}
_SUBTITLES = (
    (re.compile(rb"WEBVTT[ \t\r\n]"), Type("subtitles", "text/vtt", ".vtt")),
    (re.compile(rb"\s*\d+[ \t]*\r?\n\d+:\d\d:\d\d[,.]\d+[ \t]*-->"), Type("subtitles", "application/x-subrip", ".srt")),
)
_MP4 = (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"styp", b"moof")


def bundle_type(head: bytes) -> Type | None:
    """The type of a zip; of documents in zips others tell first."""
    return Type("bundle", "application/zip", ".zip") if head.startswith(b"PK\x03\x04") else None


def type_of(head: bytes) -> Type | None:
    """The type of a file that begins with `head`; None for what we do not take."""
    if head[4:8] in _MP4:
        return Type("video", "video/mp4", ".mp4")
    if head[:4] in (b"RIFF", b"RF64", b"FORM"):
        return _RIFF.get(head[8:12])
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if any(
        len(head) > 2 * size + skip and all(head[skip + n * size] == 0x47 for n in range(3))
        for size, skip in ((188, 0), (192, 4))
    ):
        return Type("video", "video/mp2t", ".ts")
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return Type("audio", "audio/mpeg", ".mp3")
    text = head.removeprefix(b"\xef\xbb\xbf")
    return next((found for begins, found in _SUBTITLES if begins.match(text)), None)
