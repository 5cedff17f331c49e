"""A line of text laid out: runs of one face and direction, from left to right, and where its clusters end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from PIL import ImageFont

from mixer.text.bidi import levels, reordered, runs_backwards
from mixer.text.fonts import EMOJI_PX, Face, require_shaping, spelled, tag
from mixer.text.languages import is_rtl

EMOJI_EM = 1.12  # how much larger than the text a picture is drawn


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face and one direction. `x` and `width` in pixels; `edges` are where its clusters end, from `x`."""

    text: str
    face: Face
    rtl: bool
    x: float
    width: float
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line, ready to draw. `edges` are the places where a reader's next cluster may be held back, ascending."""

    runs: tuple[Run, ...]
    width: float
    rtl: bool
    language: str
    size_px: int
    missing: tuple[str, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        return tuple(sorted(run.x + edge for run in self.runs for edge in run.edges))


def shaped(text: str, language: str, font: str, style: str, size_px: int) -> Shaped:
    """Lay a line out. Raises CannotDraw where Pillow or the system lacks what shaping needs."""
    require_shaping()
    found = spelled(text, language, font, style)
    drawable = "".join(cluster for cluster, _ in found.clusters)
    backwards = runs_backwards(drawable, is_rtl(language))
    pieces = _pieces(list(found.clusters), levels(drawable, backwards))
    runs: list[Run] = []
    x = 0.0
    for clusters, face, rtl in pieces:
        edges, width = measured(clusters, face, rtl, language, size_px)
        runs.append(Run("".join(clusters), face, rtl, x, width, edges))
        x += width
    return Shaped(tuple(runs), x, backwards, language, size_px, found.missing)


Piece = tuple[list[str], Face, bool]


def _pieces(clusters: list[tuple[str, Face]], levels: list[int]) -> list[Piece]:
    """Clusters of one face and level together, in the order they stand from left to right."""
    placed, at = [], 0
    for cluster, face in clusters:
        placed.append((levels[at], face, cluster))
        at += len(cluster)
    grouped = groupby(placed, key=lambda one: one[:2])
    return reordered([(level, ([one[2] for one in some], face, level % 2 == 1)) for (level, face), some in grouped])


def measured(
    clusters: list[str], face: Face, rtl: bool, language: str, size_px: int
) -> tuple[tuple[float, ...], float]:
    """Where each cluster of a run ends (or begins, from right to left), and the width of all."""
    font, scale = face.at(size_px), scale_of(face, size_px)
    ahead = [scale * length(font, "".join(clusters[: n + 1]), rtl, language) for n in range(len(clusters))]
    width = ahead[-1]
    if not rtl:
        return tuple(min(one, width) for one in ahead), width
    return tuple(max(0.0, width - one) for one in reversed(ahead)), width


def length(font: ImageFont.FreeTypeFont, text: str, rtl: bool, language: str) -> float:
    return font.getlength(text, direction="rtl" if rtl else "ltr", language=tag(language))


def scale_of(face: Face, size_px: int) -> float:
    """Pictures come in one size only and are scaled to the text."""
    return EMOJI_EM * size_px / EMOJI_PX if face.is_emoji else 1.0
