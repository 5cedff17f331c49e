"""A drawn landscape: a lake at dusk, for the demo's still picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.float32]
SIZE = (1920, 1080)
HORIZON = 0.66
SUN = (0.62, 0.47)
SKY = (
    (0.0, (22, 28, 66)),
    (0.35, (74, 62, 120)),
    (0.55, (196, 106, 122)),
    (0.68, (255, 176, 112)),
    (1.0, (255, 214, 150)),
)
RIDGES = (  # where it stands, how high it rises, its colour, its seed
    (0.585, 0.090, (168, 104, 128), 4),
    (0.615, 0.080, (120, 80, 120), 11),
    (0.645, 0.070, (76, 60, 104), 7),
    (0.668, 0.050, (38, 36, 74), 23),
)


def draw(path: Path) -> None:
    """Write the picture, 1920×1080 RGB, as PNG."""
    width, height = SIZE
    above = sky(width, height)
    for base, rise, color, seed in RIDGES:
        above = ridge(above, base, rise, color, seed)
    picture = lake(above)
    grain = np.random.default_rng(1).normal(0, 1.2, (height, width, 1)).astype(np.float32)
    Image.fromarray(np.clip(picture + grain, 0, 255).astype(np.uint8)).save(path)


def sky(width: int, height: int) -> Picture:
    """The evening's colours, first stars, and a low sun; (height, width, 3) from 0 to 255."""
    y = np.linspace(0, 1, height, dtype=np.float32)
    places = [place * HORIZON for place, _ in SKY]
    column = np.stack([np.interp(y, places, [color[i] for _, color in SKY]) for i in range(3)], axis=1)
    picture = np.repeat(column[:, None, :], width, axis=1).astype(np.float32)
    random = np.random.default_rng(5)
    for _ in range(160):
        row, left = int(random.beta(1, 4) * height * 0.5), int(random.integers(width - 2))
        picture[row : row + 2, left : left + 2] += random.uniform(20, 120) * (1 - row / (height * 0.5))
    across, down = np.meshgrid(np.arange(width) / width - SUN[0], (np.arange(height) / height - SUN[1]) * 0.5625)
    far = np.hypot(across, down).astype(np.float32)[..., None]
    glow = np.array([255, 190, 120], np.float32) * (0.5 * np.exp(-far * 7) + 0.3 * np.exp(-((far * 18) ** 2)))
    disc = np.clip((0.032 - far) * 900, 0, 1)
    lit: Picture = np.minimum(picture + glow, 255) * (1 - disc) + np.array([255, 251, 236], np.float32) * disc
    return lit


def ridge(picture: Picture, base: float, rise: float, color: tuple[int, int, int], seed: int) -> Picture:
    """A line of mountains in front of the picture, paler towards its foot, where the mist lies."""
    height, width, _ = picture.shape
    x, random = np.linspace(0, 1, width, dtype=np.float32), np.random.default_rng(seed)
    line = np.zeros(width, np.float32)
    for octave in range(7):
        frequency = 2.3 * 1.9**octave
        line += np.abs(np.sin(x * frequency * np.pi + random.uniform(0, 9))) * 0.56**octave
    line = (line - line.min()) / (line.max() - line.min())
    top = (base - rise * line) * height
    y = np.arange(height, dtype=np.float32)[:, None]
    inside = np.clip(y - top[None, :] + 0.5, 0, 1)[..., None]
    mist = np.clip((y - top[None, :]) / (0.16 * height), 0, 0.55)[..., None]
    paint = np.array(color, np.float32) * (1 - mist) + np.array([255, 178, 140], np.float32) * mist * 0.8
    covered: Picture = picture * (1 - inside) + paint * inside
    return covered


def lake(picture: Picture) -> Picture:
    """The lower part becomes water: what is above it, mirrored, darker, and broken by ripples."""
    height, width, _ = picture.shape
    shore = int(HORIZON * height)
    depth = np.arange(height - shore, dtype=np.float32)
    near = depth / depth.max()
    sway = np.sin(depth * (0.9 - 0.55 * near) + np.sin(depth * 0.13) * 3) * (1 + 26 * near**1.6)
    rows = np.clip(shore - 1 - depth * 1.15 - np.abs(sway) * 0.4, 0, shore - 1).astype(int)
    water = np.stack([np.roll(picture[row], int(shift), axis=0) for row, shift in zip(rows, sway, strict=True)])
    dark = (0.86 - 0.42 * near)[:, None, None]
    blue = np.array([18, 22, 52], np.float32) * (0.15 + 0.5 * near)[:, None, None]
    shaded = picture.copy()
    shaded[shore:] = water * dark * (1 - 0.35 * near)[:, None, None] + blue
    return shaded
