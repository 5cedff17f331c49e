"""What a viewer sees: the newest picture of a show's HLS, fetched as a player fetches it."""

from __future__ import annotations

import io
import re
from typing import Any

import av
import httpx
import numpy as np
from PIL import Image

Picture = np.ndarray[Any, Any]  # height × width × RGB


def newest_picture(client: httpx.Client, show: str) -> Picture | None:
    """The last picture of the last segment; None while there is none."""
    folder = f"http://{client.base_url.netloc.decode()}/hls/{show}/"
    listed = client.get(f"{folder}index.m3u8").text
    maps, segments = re.findall(r'#EXT-X-MAP:URI="([^"]+)"', listed), re.findall(r"^seg-.*$", listed, re.MULTILINE)
    if not segments:
        return None
    parts = [client.get(f"{folder}{name}") for name in (maps[-1], segments[-1])]
    if not all(part.is_success for part in parts):  # it has left the list meanwhile
        return None
    with av.open(io.BytesIO(b"".join(part.content for part in parts)), "r") as segment:
        return [frame.to_ndarray(format="rgb24") for frame in segment.decode(video=0)][-1]


def color_in_the_middle(picture: Picture | None) -> str:
    """`red`, `green`, `blue`, or nothing where none of them leads clearly."""
    if picture is None:
        return ""
    height, width = picture.shape[:2]
    middle = picture[height // 3 : height * 2 // 3, width // 3 : width * 2 // 3].reshape(-1, 3).mean(0)
    second, first = np.argsort(middle)[-2:]
    return ("red", "green", "blue")[first] if middle[first] > middle[second] + 60 else ""


def page_shown(picture: Picture | None, pages: list[bytes]) -> int:
    """The number of the page, of which these are JPEGs, that stands in the middle of a picture; 0 where none does."""
    if picture is None:
        return 0
    away = [_difference(picture, Image.open(io.BytesIO(jpeg)).convert("RGB")) for jpeg in pages]
    return int(np.argmin(away)) + 1 if min(away) < 12 else 0


def _difference(picture: Picture, page: Image.Image) -> float:
    """How far a page, as large as it fits, is from what stands there: 0–255 a pixel, where the page is not plain."""
    height, width = picture.shape[:2]
    scale = min(width / page.width, height / page.height)
    size = round(page.width * scale), round(page.height * scale)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    seen = picture[top : top + size[1], left : left + size[0]].astype(np.float32)
    return float(np.abs(seen - np.asarray(page.resize(size), np.float32)).mean())
