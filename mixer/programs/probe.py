"""`python -m mixer probe`: look at the foreign file on standard input; a line of JSON and a JPEG come out.

It gives up its account, its network and most of its memory before it reads the first byte.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import sys
import warnings
from typing import Any

import av
from PIL import Image, ImageOps, UnidentifiedImageError

from mixer.errors import SourceRefused
from mixer.feed.guard import become_nobody, die_with_parent
from mixer.graphics import bundle
from mixer.graphics.manifest import BadGraphic
from mixer.sources.codec_facts import codec_facts
from mixer.sources.demuxer import Demuxer
from mixer.sources.image import FORMATS, MEGAPIXELS
from mixer.sources.opened_file import TAIL_S
from mixer.sources.opening import open_file, pictures_of, plain, sound_of

MEMORY = 2 << 30
CPU_S = 30
THUMBNAIL = (480, 270)
MAX_SIDE = 8192
LOOK_AT_PACKETS = 500
_CLONE_NEWNET = 0x40000000


def main(argv: list[str]) -> int:
    """Exit code 0, also for a file that is refused: then the JSON says why."""
    prepare()
    try:
        told, picture = look(0)
    except SourceRefused as error:
        told, picture = {"error": str(error)}, b""
    except Exception as error:  # a decoder may raise anything on a hostile file
        told, picture = {"error": f"this file cannot be read ({type(error).__name__})"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)
    sys.stdout.flush()
    return 0


def prepare(cpu_s: int = CPU_S, file_bytes: int = 0) -> None:
    """Give up what decoding needs none of, more than `cpu_s` seconds of a processor, and larger files than so."""
    os.nice(15)
    Image.init()
    with contextlib.suppress(OSError, AttributeError):  # only root may, and only root needs it most
        ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET)
    become_nobody()
    die_with_parent(os.getppid())
    for limit, value in (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, file_bytes),
    ):  # fmt: skip
        resource.setrlimit(limit, (value, value))


def look(fd: int) -> tuple[dict[str, Any], bytes]:
    """What the file is, and a small JPEG of it (empty for sound). Raises SourceRefused."""
    return look_at_bundle(fd) or look_at_image(fd) or look_at_media(fd)


def look_at_bundle(fd: int) -> tuple[dict[str, Any], bytes] | None:
    """None where it is no zip."""
    with os.fdopen(os.dup(fd), "rb") as file:
        file.seek(0)
        if file.read(4) != b"PK\x03\x04":
            return None
        try:
            described = bundle.look(file)
        except BadGraphic as error:
            raise SourceRefused(str(error)) from None
    return {"kind": "bundle", "container": described["format"], "graphic": described}, b""


def look_at_image(fd: int) -> tuple[dict[str, Any], bytes] | None:
    """None where it is no picture of a kind we show."""
    with os.fdopen(os.dup(fd), "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.seek(0)
        try:
            opened = Image.open(file, formats=FORMATS)
        except UnidentifiedImageError:
            return None
        except Image.DecompressionBombError:
            raise SourceRefused(f"this picture has too many pixels; up to {MEGAPIXELS} megapixels are shown") from None
        width, height = opened.size
        if width * height > MEGAPIXELS * 1_000_000:
            raise SourceRefused(f"this picture has {width}×{height} pixels; up to {MEGAPIXELS} megapixels are shown")
        told = {"kind": "image", "width": width, "height": height, "container": (opened.format or "").lower()}
        opened.draft("RGB", (2 * THUMBNAIL[0], 2 * THUMBNAIL[1]))
        opened.load()
        picture: Image.Image = opened
        with contextlib.suppress(Exception):  # broken orientation tags are ignored, as browsers do
            picture = ImageOps.exif_transpose(picture)
        return told, thumbnail(picture)


def look_at_media(fd: int) -> tuple[dict[str, Any], bytes]:
    with open_file(fd) as container:
        video, sound = pictures_of(container), sound_of(container)
        if video is None and sound is None:
            raise SourceRefused("there is neither a picture nor sound in this file")
        seconds = container.duration / av.time_base if container.duration and container.duration > 0 else 0.0
        told: dict[str, Any] = {
            "kind": "video" if video else "audio",
            "duration_s": seconds,
            "sound": sound is not None,
            **codec_facts(container, video, sound),
        }
        if video is None:
            return told, b""
        if not 0 < max(video.width, video.height) <= MAX_SIDE:
            size = f"{video.width}×{video.height}"
            raise SourceRefused(f"pictures of {size} are too large; up to {MAX_SIDE} pixels a side are shown")
        told |= {"width": video.width, "height": video.height, "fps": float(video.average_rate or 0)}
        picture = thumbnail(first_picture(container, video))
    return told | {"duration_s": played_s(fd) or seconds}, picture


def played_s(fd: int) -> float | None:
    """How long one lap of it lasts, as its reader will find too; None where the file does not tell."""
    with open_file(fd) as container:
        ends = Demuxer(container).end_s(TAIL_S)
    return float(ends[0]) if ends else None


def first_picture(container: av.container.InputContainer, video: av.VideoStream) -> Image.Image:
    """A picture near the beginning: the first one that can be decoded. Raises SourceRefused."""
    video.thread_type = "NONE"
    try:
        for number, packet in enumerate(container.demux(video)):
            for frame in packet.decode():
                picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
                return picture
            if number > LOOK_AT_PACKETS:
                break
    except av.FFmpegError as error:
        raise SourceRefused(f"its pictures cannot be decoded ({plain(error)})") from None
    raise SourceRefused("there is no picture in this file that can be decoded")


def thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA")
    small.thumbnail(THUMBNAIL)
    ground = Image.new("RGB", small.size, (16, 18, 22))
    ground.paste(small, mask=small)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()
