"""How foreign files are opened: sniffed, one demuxer forced, one protocol allowed."""

from __future__ import annotations

import errno
import os
from typing import Any

import av
from av.container import InputContainer

from mixer.errors import SourceRefused

READ_S = 8.0
HEAD = 1024
# Containers whose files hold their own media. Playlists and concat scripts, which name others, are not here.
FILE_FORMATS = "mov,matroska,mpegts,mpeg,flv,avi,asf,ogg,wav,w64,aiff,flac,mp3,aac"

_AT_START: tuple[tuple[bytes, str], ...] = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"FLV", "flv"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\xff\xf1", "aac"),
    (b"\xff\xf9", "aac"),
)
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"styp", b"moof")
_RIFF = {b"AVI ": "avi", b"WAVE": "wav", b"AIFF": "aiff", b"AIFC": "aiff"}
_TS_PACKETS = ((188, 0), (192, 4))


def sniff(head: bytes) -> str:
    """The demuxer for a file that begins with `head`. Raises SourceRefused for anything we do not play."""
    if not head:
        raise SourceRefused("the file is empty")
    if head[4:8] in _MP4_BOXES:
        return "mov"
    if head[:4] in (b"RIFF", b"RF64", b"FORM") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    for size, skip in _TS_PACKETS:
        if len(head) > 2 * size + skip and all(head[skip + k * size] == 0x47 for k in range(3)):
            return "mpegts"
    for magic, name in _AT_START:
        if head.startswith(magic):
            return name
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "mp3"
    if head.lstrip().startswith((b"#EXTM3U", b"ffconcat", b"<?xml", b"[playlist]")):
        raise SourceRefused("this is a playlist; upload the media file itself")
    raise SourceRefused("this is not a video or sound file that can be played")


class PlacedFile:
    """Reads a descriptor at a place of its own: several readers of one file do not move each other."""

    name = "file"

    def __init__(self, fd: int) -> None:
        self._fd, self._at = fd, 0

    def read(self, size: int) -> bytes:
        data = os.pread(self._fd, size, self._at)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: os.fstat(self._fd).st_size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at


def open_file(fd: int) -> InputContainer:
    """Open the media file behind a descriptor, from its beginning, as often as is wanted. Raises SourceRefused."""
    demuxer = sniff(os.pread(fd, HEAD, 0))
    options = {"protocol_whitelist": "", "format_whitelist": FILE_FORMATS}
    try:
        return av.open(PlacedFile(fd), "r", format=demuxer, options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        raise SourceRefused(f"this file is damaged or incomplete ({plain(error)})") from None


def pictures_of(container: InputContainer) -> av.VideoStream | None:
    """The video stream to show; cover art is not one."""
    streams = [
        s for s in container.streams.video if s.codec_context and not s.disposition & av.stream.Disposition.attached_pic
    ]
    best: Any = container.streams.best("video")
    return best if best in streams else next(iter(streams), None)


def sound_of(container: InputContainer) -> av.AudioStream | None:
    streams = [s for s in container.streams.audio if s.codec_context and s.codec_context.sample_rate]
    best: Any = container.streams.best("audio")
    return best if best in streams else next(iter(streams), None)


_WORDS = {
    errno.ECONNREFUSED: "connection refused",
    errno.ETIMEDOUT: "no answer",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.ECONNRESET: "the connection was closed",
    errno.EPIPE: "the connection was closed",
    errno.ENOENT: "nothing is there",
    errno.EIO: "the connection failed",
    errno.EACCES: "access denied",
}


def plain(error: BaseException) -> str:
    """A libav error in a director's words."""
    if isinstance(error, av.error.ExitError):
        return "no answer"
    if isinstance(error, av.error.InvalidDataError):
        return "the data cannot be understood"
    if isinstance(error, av.error.EOFError):
        return "the stream ended"
    if isinstance(error, av.error.FFmpegError):
        return _WORDS.get(error.errno or 0, (error.strerror or "it cannot be opened").lower())
    return str(error)
