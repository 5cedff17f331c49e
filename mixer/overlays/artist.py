"""The artist: the worker that draws. It is asked by JSON and answers with descriptors of ready bitmaps."""

from __future__ import annotations

import io
import json
import os
import select
import socket
from typing import Any, BinaryIO

from PIL import Image

from mixer.core.geometry import box_of
from mixer.kinds.overlays import OVERLAYS
from mixer.overlays.artist_info import SCROLL
from mixer.overlays.bitmap import opaque
from mixer.overlays.miniature import miniature
from mixer.overlays.slate import draw_slate
from mixer.process import log
from mixer.protocol.bitmaps import packed, to_shared, trimmed
from mixer.protocol.parse import read_overlay
from mixer.protocol.slate import Slate
from mixer.protocol.wire import Channel, Message


def run_artist(spec: dict[str, Any], fds: list[int]) -> None:
    """Draw what is asked for until the engine hangs up (ChannelClosed)."""
    channel = Channel(socket.socket(fileno=fds[0]))
    while True:
        select.select([channel], [], [])
        for message in channel.receive():
            answer(channel, message)


def answer(channel: Channel, message: Message) -> None:
    """Draw one thing; what cannot be drawn is reported and leaves nothing on air."""
    request = message.json()
    try:
        reply, data = drawn(request, message.fds)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        log.write(f"overlay {request.get('key')}: {error}")
        channel.send_json({"key": request["key"], "error": str(error)})
        return
    finally:
        for fd in message.fds:
            os.close(fd)
    fd = to_shared(data)
    channel.send(b"B", reply, [fd])
    os.close(fd)


def drawn(request: dict[str, Any], fds: tuple[int, ...]) -> tuple[bytes, bytes]:
    """The reply (JSON) and the bitmap's bytes."""
    if "slate" in request:
        image = draw_slate(Slate(**request["slate"]), request["width"], request["height"], opened(fds))
        reply = {
            "key": request["key"],
            "width": request["width"],
            "height": request["height"],
        }
        return json.dumps(reply).encode(), opaque(image)
    overlay = read_overlay(request["overlay"])
    width, height = request["canvas"]
    box = box_of(overlay.rect, width, height)
    drawer = OVERLAYS[overlay.content.kind].drawer
    if drawer is None:
        raise ValueError(f"expected an overlay that is drawn, found {overlay.content.kind}")
    image = drawer()(overlay, request["fields"], (box.w, box.h), height, opened(fds))
    reply = {"key": request["key"]}
    if request.get("small"):
        data = miniature(image)
        return json.dumps(reply | {"bytes": len(data)}).encode(), data
    if scroll := image.info.get(SCROLL):
        whole = (box.x, box.y, *image.size)
        return json.dumps(reply | {"box": whole, "scroll": scroll}).encode(), packed(image)
    image, inner = trimmed(image, box)
    return json.dumps(reply | {"box": inner}).encode(), packed(image)


def opened(fds: tuple[int, ...]) -> BinaryIO | None:
    """The overlay's file, whole in memory: a descriptor is shared with the engine, its position too."""
    if not fds:
        return None
    size = os.fstat(fds[0]).st_size
    return io.BytesIO(os.pread(fds[0], min(size, 64 << 20), 0))
