"""A line of text laid out: runs of one face and direction, from left to right, and where its clusters end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from PIL import ImageFont

from mixer.text.bidi import levels, reordered, runs_backwards
from mixer.text.fonts import EMOJI_PX, Face, require_shaping, spelled, tag
from mixer.text.languages import is_rtl

EMOJI_EM = 1.12  # how much larger than the text a picture is drawn
STRETCH = 24  # clusters: where one ends is measured from the word's beginning, and no further back


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face and one direction, in its clusters. `x` and `width` in pixels."""

    clusters: tuple[str, ...]
    face: Face
    rtl: bool
    x: float
    width: float

    @property
    def text(self) -> str:
        return "".join(self.clusters)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line, ready to draw."""

    runs: tuple[Run, ...]
    width: float
    rtl: bool
    language: str
    size_px: int
    missing: tuple[str, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        """The places where a reader's next cluster may be held back, ascending, in pixels. Measured when asked for."""
        found = ((run.x, edge) for run in self.runs for edge in edges_of(run, self.language, self.size_px))
        return tuple(sorted(x + edge for x, edge in found))


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
        width = measured(clusters, face, rtl, language, size_px)
        runs.append(Run(tuple(clusters), face, rtl, x, width))
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


def edges_of(run: Run, language: str, size_px: int) -> tuple[float, ...]:
    """Where each cluster of a run ends (or begins, from right to left), from its `x`."""
    ends, before = [], 0.0
    for stretch in stretches(run.clusters):
        ahead = [measured(stretch[: n + 1], run.face, run.rtl, language, size_px) for n in range(len(stretch))]
        ends += [before + one for one in ahead]
        before = ends[-1]
    # Apart from each other, stretches may be a little wider or narrower than as neighbours.
    share = run.width / before if before else 1.0
    ends = [min(one * share, run.width) for one in ends]
    return tuple(ends) if not run.rtl else tuple(max(0.0, run.width - one) for one in reversed(ends))


def stretches(clusters: Sequence[str]) -> list[Sequence[str]]:
    """Clusters in words, each with the space behind it; a word that is too long in several."""
    cuts = [0]
    for at, cluster in enumerate(clusters, 1):
        if cluster.isspace() or at - cuts[-1] >= STRETCH:
            cuts.append(at)
    cuts += [len(clusters)] * (cuts[-1] < len(clusters))
    return [clusters[start:end] for start, end in pairwise(cuts)]


def measured(clusters: Sequence[str], face: Face, rtl: bool, language: str, size_px: int) -> float:
    """The width of clusters of one face and direction, in pixels."""
    return scale_of(face, size_px) * length(face.at(size_px), "".join(clusters), rtl, language)


def length(font: ImageFont.FreeTypeFont, text: str, rtl: bool, language: str) -> float:
    return font.getlength(text, direction="rtl" if rtl else "ltr", language=tag(language))


def scale_of(face: Face, size_px: int) -> float:
    """Pictures come in one size only and are scaled to the text."""
    return EMOJI_EM * size_px / EMOJI_PX if face.is_emoji else 1.0
