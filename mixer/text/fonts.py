"""Which face draws which character: asked of fontconfig, decided for each cluster by what the faces really hold."""

from __future__ import annotations

import logging
import subprocess
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from PIL import ImageFont, features

from mixer.errors import CannotDraw
from mixer.text.clusters import clusters, is_control, is_emoji, is_mark
from mixer.text.languages import base

LISTED = "%{file}\t%{index}\t%{family[0]}\t%{style[0]}\t%{charset}\n"
LOOK_UP_S = 30  # fontconfig builds its cache on its first run
SANS, EMOJI = "Noto Sans", "Noto Color Emoji"
EMOJI_PX = 109  # the only size of a bitmap font
CJK = {"zh": "SC", "zh-tw": "TC", "zh-hk": "HK", "zh-mo": "HK", "zh-hant": "TC", "yue": "HK", "ja": "JP", "ko": "KR"}
OWN = {"ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "ps": "Arabic", "ug": "Arabic", "he": "Hebrew", "yi": "Hebrew"}
_TAGS = {"zh": "zh-Hans", "zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "zh-hant": "zh-Hant", "yue": "zh-Hant-HK"}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Face:
    """One face of a font file, and the characters it has glyphs for, as fontconfig reads its cmap."""

    path: str
    index: int
    family: str
    style: str
    charset: str

    @cached_property
    def _edges(self) -> list[int]:
        """Where what is covered begins and ends, in turn."""
        ranges = (part.partition("-") for part in self.charset.split())
        return [edge for first, _, last in ranges for edge in (int(first, 16), int(last or first, 16) + 1)]

    def covers(self, character: str) -> bool:
        """Whether the face has a glyph for a character, other than the box of glyph 0."""
        return bisect_right(self._edges, ord(character)) % 2 == 1

    def draws(self, cluster: str) -> bool:
        """Whether it has one for all that is visible of a cluster."""
        return all(self.covers(one) for one in cluster if not is_unseen(one))

    @property
    def is_emoji(self) -> bool:
        return "Emoji" in self.family

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        return loaded(self, EMOJI_PX if self.is_emoji else size_px)


def is_unseen(character: str) -> bool:
    """Joiners, direction marks and variation selectors: shaping uses them, no glyph is needed."""
    return is_control(character) or 0xFE00 <= ord(character) <= 0xFE0F or 0xE0000 <= ord(character) <= 0xE0FFF


@lru_cache(maxsize=64)
def loaded(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(face.path, size_px, face.index, layout_engine=ImageFont.Layout.RAQM)
    except OSError as problem:
        raise CannotDraw(f"the font {face.path} cannot be read: {problem}") from problem


@cache
def require_shaping() -> None:
    """Raise CannotDraw unless Pillow shapes text: without raqm, Arabic would come out in single letters, backwards."""
    for name in ("raqm", "fribidi", "harfbuzz"):
        if not features.check(name):
            raise CannotDraw(f"Pillow has no {name}, which shapes Arabic, Hebrew and Indic text; install libfribidi0")


@cache
def faces() -> tuple[Face, ...]:
    """All faces that fontconfig knows. Raises CannotDraw when there is no fontconfig, or nothing in it."""
    listed = ask("fc-list", "--format", LISTED)
    found = [line.split("\t") for line in listed.splitlines()]
    # An index above 65535 is a named instance of a variable font; its plain face is listed too.
    some = [Face(path, int(index), *rest) for path, index, *rest in found if int(index) < 0x10000]
    if not some:
        raise CannotDraw(
            "fontconfig knows no fonts; install fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji"
        )
    return tuple(sorted(some, key=_preference))


def ask(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True, timeout=LOOK_UP_S).stdout
    except (OSError, subprocess.SubprocessError) as problem:
        raise CannotDraw(f"fonts are found through fontconfig, and {command[0]} failed: {problem}") from problem


def _preference(face: Face) -> tuple[bool, bool, bool, int, str, int]:
    """Noto's plain sans before its serifs and oddities, before strangers; the regular style before others."""
    mono = "Mono" in face.family
    return (
        not face.family.startswith("Noto"),
        not face.family.startswith(SANS) or mono,
        face.style not in ("Regular", "Bold"),
        len(face.family),
        face.path,
        face.index,
    )


@cache
def face_named(family: str, style: str) -> Face | None:
    """The face of a family; its regular one where it has no such style."""
    named = [one for one in faces() if one.family.casefold() == family.casefold()]
    return next((one for one in named if one.style == style), named[0] if named else None)


def chosen(font: str, style: str) -> Face | None:
    """The face an operator asked for, by family name; None, said once, when it is not installed."""
    face = face_named(font, style) if font else None
    if font and face is None:
        _say_missing_font(font)
    return face


@cache
def _say_missing_font(font: str) -> None:
    log.warning("the font %s is not installed; captions are drawn in Noto", font)


@cache
def chain(language: str, font: str, style: str) -> tuple[Face, ...]:
    """The faces of a language, first choice first: the operator's, its own script's, then every other script's."""
    own = f"{SANS} {OWN[base(language)]}" if base(language) in OWN else SANS
    square = f"{SANS} CJK {CJK.get(language) or CJK.get(base(language), 'SC')}"
    names = [square, own] if base(language) in CJK else [own, SANS, square]
    names += [f"{SANS} Arabic", f"{SANS} Hebrew"]
    first = [chosen(font, style), *(face_named(name, style) for name in names)]
    return tuple(dict.fromkeys(one for one in first if one))


@lru_cache(maxsize=4096)
def face_for(cluster: str, language: str, font: str, style: str) -> Face | None:
    """The face that draws a cluster; None when no installed font can."""
    if is_emoji(cluster):
        emoji = face_named(EMOJI, "Regular")
        if emoji and emoji.covers(cluster[0]):
            return emoji
    own = next((one for one in chain(language, font, style) if one.draws(cluster)), None)
    if own or all(map(is_unseen, cluster)):
        return own
    fitting = [one for one in faces() if one.draws(cluster)]
    return next((one for one in fitting if one.style == style), fitting[0] if fitting else None)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text in clusters that can all be drawn, each with its face; `missing` are the characters that cannot."""

    clusters: tuple[tuple[str, Face], ...]
    missing: tuple[str, ...] = ()


def spelled(text: str, language: str, font: str, style: str) -> Spelled:
    """A text with a face for each cluster. What no font has is left out rather than shown as an empty box."""
    found: list[tuple[str, Face]] = []
    missing: list[str] = []
    for cluster in clusters(unicodedata.normalize("NFC", text)):
        before = found[-1][1] if found else None
        drawn, face = _drawable(cluster, before, language, font, style)
        if face is None or drawn != cluster:
            missing += [one for one in cluster if one not in drawn or face is None]
        if face is not None and drawn:
            found.append((drawn, face))
    return Spelled(tuple(found), tuple(dict.fromkeys(one for one in missing if not is_unseen(one))))


def _drawable(cluster: str, before: Face | None, language: str, font: str, style: str) -> tuple[str, Face | None]:
    """A cluster as it can be drawn, and by whom: whole, or its base without the marks that no font has."""
    # What stands between words is drawn by the face of the word before it, so that fewer faces meet in a line.
    neutral = not any(one.isalnum() for one in cluster) and not is_emoji(cluster)
    if neutral and before and not before.is_emoji and before.draws(cluster):
        return cluster, before
    face = face_for(cluster, language, font, style)
    if face is not None or len(cluster) == 1:
        return cluster, face
    plain = cluster[0]
    return plain, None if is_mark(plain) else face_for(plain, language, font, style)


def tag(language: str) -> str:
    """A language as shaping wants it (BCP 47)."""
    return _TAGS.get(language) or _TAGS.get(base(language), language)
