"""Subtitles beside the programme: for each language a playlist that keeps step with the media's, segment by segment.

The media never waits for them: a language without cues has empty segments, and a disk that refuses a segment of
text costs that text.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mixer.outputs.master import Variant, master, subs_name
from mixer.outputs.playlist import Playlist
from mixer.outputs.vtt import HEAD, Cue, Span, webvtt
from mixer.protocol.captions import Captions, is_language
from mixer.protocol.showfile import Encoding

MASTER = "master.m3u8"
MOST_LANGUAGES, MOST_CUES = 24, 2000
OURS = re.compile(r"subs-[a-z0-9-]{2,12}(-\d{1,12}-.+\.vtt|\.m3u8)|\.subs-.+\.tmp")
Write = Callable[[str, bytes], None]
Retire = Callable[[set[str]], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the show file says that concerns us."""

    languages: tuple[str, ...] = ()
    kbps: int = Encoding().video_kbps + Encoding().audio_kbps
    above: bool = False  # captions are burnt in at the bottom: text stands at the top


class Subtitles:
    """The text beside the media. `write` and `retire` are the media writer's: whole files, kept while players ask.

    Languages stay in the playlists' step once they were offered, also when the show offers them no more.
    """

    def __init__(self, folder: Path, show_file: Path, write: Write, retire: Retire) -> None:
        self._folder, self._show_file, self._write, self._retire = folder, show_file, write, retire
        self._stamp: tuple[int, int, int] | None = None
        self._wanted = Wanted()
        self._kept: tuple[str, ...] = ()
        self._cues: dict[tuple[str, str], Cue] = {}
        self._spans: dict[str, Span] = {}  # by the media segment's name; none for those of an earlier process
        self._listed = Playlist()
        self._told: dict[str, str] = {}  # playlists as they were last written
        self.read_show()

    # -- what is wanted ----------------------------------------------------------------------------

    def read_show(self) -> None:
        """Take the languages from the show file, if it changed."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            about = os.stat(self._show_file)
            stamp = (about.st_ino, about.st_mtime_ns, about.st_size)
            if stamp != self._stamp:
                self._stamp = stamp
                self._want(wanted(json.loads(self._show_file.read_bytes())))

    def _want(self, now: Wanted) -> None:
        self._wanted = now
        self._kept = tuple(dict.fromkeys((*now.languages, *self._kept)))[:MOST_LANGUAGES]

    # -- cues --------------------------------------------------------------------------------------

    def take(self, cues: Iterable[Cue]) -> None:
        """Cues that came, changed or were withdrawn; what is listed already is put right."""
        for cue in cues:
            before = self._cues.pop((cue.id, cue.language), None)
            if cue.until > cue.first:
                self._cues[cue.id, cue.language] = cue
            self._put_right(cue.language, [one for one in (before, cue) if one])
        while len(self._cues) > MOST_CUES:
            del self._cues[next(iter(self._cues))]

    def _put_right(self, language: str, changed: Sequence[Cue]) -> None:
        if language not in self._kept:
            return
        for name, span in self._spans.items():
            if any(span.has(cue) for cue in changed):
                self._write_text(language, name)

    # -- segments ----------------------------------------------------------------------------------

    def segment(self, name: str, span: Span) -> None:
        """The text of a media segment that is about to be listed."""
        self._spans[name] = span
        for language in self._kept:
            self._write_text(language, name)

    def _write_text(self, language: str, media: str) -> None:
        span = self._spans.get(media)
        cues = (cue for cue in self._cues.values() if cue.language == language)
        text = webvtt(span, cues, above=self._wanted.above) if span else HEAD
        with contextlib.suppress(OSError):
            self._write(vtt_name(language, media), text.encode())

    def listed(self, playlist: Playlist, variant: Variant | None) -> None:
        """The media's playlist has been written: ours follow, and the one that names them all."""
        gone = self._listed.names() - playlist.names()
        self._retire({vtt_name(language, name) for language in self._kept for name in gone})
        self._spans = {name: span for name, span in self._spans.items() if name in playlist.names()}
        self._forget_old(playlist)
        self._listed = playlist
        for language in self._kept:
            self._complete(language)
            self._tell(subs_name(language), beside(playlist, language).render())
        if variant:
            self._tell(MASTER, master(replace(variant, kbps=self._wanted.kbps), self._wanted.languages, "index.m3u8"))

    def _complete(self, language: str) -> None:
        """A language that is new, or older than we are, has a text for every segment that is listed."""
        if subs_name(language) in self._told:
            return
        for segment in self._listed.segments:
            if segment.name in self._spans or not (self._folder / vtt_name(language, segment.name)).exists():
                self._write_text(language, segment.name)

    def _tell(self, name: str, text: str) -> None:
        if self._told.get(name) == text:
            return
        with contextlib.suppress(OSError):
            self._write(name, text.encode())
            self._told[name] = text

    def _forget_old(self, playlist: Playlist) -> None:
        """Cues that ended before everything listed can show no more."""
        if self._spans:
            first = min(span.first for span in self._spans.values())
            self._cues = {key: cue for key, cue in self._cues.items() if cue.until > first}

    def left_behind(self, playlist: Playlist) -> set[str]:
        """Files of ours in the folder that belong to nothing listed or offered: a killed process's."""
        names = {path.name for path in (self._folder.iterdir() if self._folder.is_dir() else ())}
        stems = {stem_of(segment.name) for segment in playlist.segments}
        ours = {name: match for name in names if (match := OURS.fullmatch(name))}
        playlists = {subs_name(language) for language in self._kept}
        return {name for name in ours if name not in playlists and not any(name.endswith(stem) for stem in stems)}


def wanted(show: Any) -> Wanted:
    """What a show file says. Raises what reading an unexpected shape raises."""
    encoding, captions = show.get("encoding", {}), show.get("captions", {})
    default = Encoding()
    kbps = encoding.get("video_kbps", default.video_kbps) + encoding.get("audio_kbps", default.audio_kbps)
    languages = captions.get("languages", ()) if captions.get("on") else ()
    codes = [code for one in languages if is_language(code := str(one["code"]))]
    burnt = any(one.get("burnt", True) for one in languages)
    above = burnt and str(captions.get("place", Captions().place)).startswith("bottom")
    return Wanted(tuple(codes[:MOST_LANGUAGES]), int(kbps), above)


def beside(playlist: Playlist, language: str) -> Playlist:
    """The media's playlist with the texts in place of the segments."""
    segments = tuple(replace(one, name=vtt_name(language, one.name), init="") for one in playlist.segments)
    return replace(playlist, segments=segments)


def vtt_name(language: str, media: str) -> str:
    return f"subs-{language}{stem_of(media)}"


def stem_of(media: str) -> str:
    """`-00000012-one.vtt` of `seg-00000012-one.m4s`."""
    return media.removeprefix("seg").removesuffix(".m4s") + ".vtt"
