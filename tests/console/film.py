"""Moving pictures for the paper studio: a fragmented MP4 as the engine would send it, and rolls of JPEG tiles."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from PIL import Image, ImageDraw
from websockets.asyncio.server import ServerConnection

from mixer.outputs.encoder import Encoder
from mixer.outputs.media import INIT
from mixer.outputs.programme import INSTANT
from mixer.outputs.session import Session
from tests.helpers import MEDIA, tone

FPS, GOP, SECONDS, RATE = 30, 30, 20, 48_000
MIME = 'video/mp4; codecs="avc1.42C01E"'


@dataclass(frozen=True, slots=True)
class Film:
    """Init bytes, and fragments with the moment each is due."""

    init: bytes
    fragments: list[tuple[float, bytes, bytes]]

    async def play(self, socket: ServerConnection, offset_s: float = 0.0) -> None:
        """Send it in its own time, again and again, each time as a new session."""
        while True:
            start = time.monotonic() - offset_s
            await socket.send(json.dumps({"session": session(start, mime=MIME)}))
            await socket.send(b"I" + self.init)
            rolling = False
            for due_s, kind, body in self.fragments:
                if due_s < offset_s or not (rolling := rolling or kind == b"K"):
                    continue
                await asyncio.sleep(max(0.0, start + due_s - time.monotonic()))
                await socket.send(kind + body)


@cache
def the_film() -> Film:
    """Twenty seconds of street with a tone."""
    boxes = list(boxes_of(encoded()))
    init = b"".join(body for kind, body in boxes if kind in (b"ftyp", b"moov"))
    return Film(init, list(fragments_of(boxes)))


def encoded() -> bytes:
    street = MEDIA / "street-768x432-12.5fps-aac.mp4"
    picture = ["-stream_loop", "-1", "-i", str(street)]
    command = [
        "ffmpeg", "-v", "error", *picture,
        "-map", "0:v", "-t", str(SECONDS), "-vf", f"fps={FPS},scale=640:360,format=yuv420p",
        "-c:v", "libx264", "-profile:v", "baseline",
        "-preset", "ultrafast", "-g", str(GOP), "-sc_threshold", "0",
        "-movflags", "frag_every_frame+empty_moov+default_base_moof", "-f", "mp4", "-",
    ]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True).stdout


def boxes_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at : at + size]
        at += size


def fragments_of(boxes: list[tuple[bytes, bytes]]) -> Iterator[tuple[float, bytes, bytes]]:
    """Due time, kind and bytes of each moof with its mdat. Track 1 is the picture, and every GOP-th one a keyframe."""
    frames = 0
    due_s = 0.0
    for (kind, moof), (_, mdat) in zip(boxes, boxes[1:], strict=False):
        if kind != b"moof":
            continue
        is_picture = int.from_bytes(moof[(at := moof.index(b"tfhd") + 8) : at + 4], "big") == 1
        mark = b"K" if is_picture and frames % GOP == 0 else b"F"
        if is_picture:
            due_s = frames / FPS
            frames += 1
        yield due_s, mark, moof + mdat


def session(start: float, **more: str) -> dict[str, str | int]:
    """A session whose frame 0 was due when the machine's clock began: pictures and sound agree about the time."""
    return {"id": str(time.time()), "first_frame": round(start * FPS), "rate": str(FPS), **more}


async def play_a_tone(socket: ServerConnection, codec: str) -> None:
    """The film's sound, as the engine sends it beside the pictures."""
    sound, count, start = tone(220), RATE // FPS, time.monotonic()
    heard = Session(0, Fraction(FPS), 0, 0, GOP, start, video="", audio=codec, packaging="packets")
    encoder = Encoder(heard, INSTANT)
    for number in itertools.count():
        await asyncio.sleep(max(0.0, start + number / FPS - time.monotonic()))
        first = number % FPS * count
        for kind, data in encoder.sound(sound[first : first + count], number * count):
            if kind == INIT:
                await socket.send(json.dumps({"session": session(start, codec=data.decode())}))
            else:
                await socket.send(kind + data)


# -- tiles -----------------------------------------------------------------------------------------


@cache
def tiles() -> list[list[bytes]]:
    """A roll of JPEGs for each of six sources."""
    clips = [clip_tiles(name) for name in ("street", "people", "bottle")]
    return [*clips, [jpeg(bars())], [jpeg(clock(at)) for at in range(60)], clips[0][::-1]]


def clip_tiles(name: str) -> list[bytes]:
    [found] = MEDIA.glob(f"{name}-*.mp4")
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(found),
        "-t",
        "8",
        "-vf",
        "fps=5,scale=320:180",
        "-q:v",
        "6",
        "-f",
        "mjpeg",
        "-",
    ]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    return [b"\xff\xd8\xff" + part for part in data.split(b"\xff\xd8\xff")[1:]]


def bars() -> Image.Image:
    picture = Image.new("RGB", (320, 180))
    draw = ImageDraw.Draw(picture)
    for at, colour in enumerate(("#b4b4b4", "#b4b410", "#10b4b4", "#10b410", "#b410b4", "#b41010", "#1010b4")):
        draw.rectangle((at * 46, 0, at * 46 + 46, 180), fill=colour)
    return picture


def clock(second: int) -> Image.Image:
    picture = Image.new("RGB", (320, 180), "#10243a")
    ImageDraw.Draw(picture).text((70, 60), f"21:04:{second:02}", fill="white", font_size=44)
    return picture


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=75)
    return out.getvalue()
