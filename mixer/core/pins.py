"""What is on program stays as it was taken: a show is held against its edited self, and the part that plays is kept.

Everything works on values: a show, the name of what is on a bus (a scene, or a source full-frame), and the desk.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from mixer.core.compose import scene_of, slots_of
from mixer.core.desk import Desk, Side
from mixer.core.standing_in import needed_for, shown_for
from mixer.core.streams import streams_of
from mixer.protocol.captions import Captions
from mixer.protocol.fallback import Fallback, sources_in
from mixer.protocol.showfile import MAX_SOURCES, Input, Overlay, Show, Source, Start


class Reader(NamedTuple):
    """What a running source depends on: two that are alike in this are one."""

    source: str
    input: Input
    buffer_ms: int

    def __hash__(self) -> int:
        """By the name alone: it is asked for many times a frame, and few readers share one."""
        return hash(self.source)


def reader_of(source: Source) -> Reader:
    return Reader(source.id, source.input, source.buffer_ms)


@lru_cache(256)
def edition(reader: Reader) -> str:
    """Names a reader in what is kept and sent: its source, and what of that matters to it."""
    return f"{reader.source}-{zlib.crc32(repr((reader.input, reader.buffer_ms)).encode()):08x}"


def seen_in(side: Side) -> set[str]:
    """The sources in a side's picture: in its slots, or as graphics of its scene."""
    if side.starting:
        return set()
    scene = scene_of(side.show, side.name)
    own = [one for one in side.show.overlays if scene and one.id in scene.overlays]
    return {source for _, source in slots_of(side.show, side.name)} | streams_of(own, side.show)


def seen_over(desk: Desk, show: Show) -> set[str]:
    """The sources of graphics that are on over the whole programme."""
    return streams_of([one for one in show.overlays if (state := desk.overlays.get(one.id)) and state.shown], show)


def drawn_in(side: Side, desk: Desk) -> set[str]:
    """The overlays in a side's picture: its scene's own, and those that are on over everything."""
    scene = None if side.starting else scene_of(side.show, side.name)
    return {name for name, state in desk.overlays.items() if state.shown} | set(scene.overlays if scene else ())


def heard(desk: Desk) -> set[str]:
    """The sources that are heard whatever is seen."""
    return {name for name, setting in desk.sound.items() if setting.mode == "on"}


def shown_reader(show: Show, source: Source, desk: Desk) -> Reader | None:
    """What shows in a source's place; None is its slate."""
    shown = shown_for(show, source, desk.standing_in)
    return reader_of(shown) if shown else None


def look(side: Side, desk: Desk) -> tuple[Any, ...]:
    """Equal for two shows when this side of the programme looks and sounds the same with either. Names do not count."""
    name, show, *_ = side
    scene, playing = scene_of(show, name), seen_in(side) | seen_over(desk, show) | heard(desk)
    slots = [(replace(slot, name="slot"), source) for slot, source in slots_of(show, name)]
    sources = {
        reader_of(one): (one.hold_ms, shown_reader(show, one, desk)) for one in show.sources if one.id in playing
    }
    overlays = [(one.id, one.content, one.rect) for one in show.overlays if one.id in drawn_in(side, desk)]
    still = replace(show.start, scene="") if side.starting else None
    form = show.canvas, show.encoding, show.captions.delay_s, show.slate
    own = set(scene.overlays) if scene else None
    return form, still, slots, scene and (scene.background, scene.sound), sources, overlays, own


def kept(side: Side, desk: Desk) -> Show:
    """The part of a show that this side plays, as a show of its own."""
    name, show, starting, _ = side
    scenes = () if starting else tuple(one for one in show.scenes if one.id == name)
    seen, on = seen_in(side) | seen_over(desk, show), heard(desk)
    first, then = needed_for(show, seen), needed_for(show, on | seen)
    sources = [one for one in show.sources if one.id in first]
    sources += [one for one in show.sources if one.id in then - first]
    overlays = drawn_in(side, desk)
    return Show(
        name=show.name,
        canvas=show.canvas,
        encoding=show.encoding,
        sources=complete(sources[:MAX_SOURCES]),
        layouts=tuple(one for one in show.layouts if any(scene.layout == one.id for scene in scenes)),
        scenes=scenes,
        overlays=tuple(one for one in show.overlays if one.id in overlays),
        captions=Captions(delay_s=show.captions.delay_s),
        start=replace(show.start, scene="") if starting else Start(),
        slate=show.slate,
    )


def complete(sources: list[Source]) -> tuple[Source, ...]:
    """Sources without those chains that name others than these."""
    there = {one.id for one in sources}
    return tuple(
        one if there.issuperset(sources_in(one.fallback)) else replace(one, fallback=Fallback()) for one in sources
    )


def merged(part: Show, show: Show) -> Show:
    """A kept part as the show that plays it: what it lacks, and a director may turn on, is the stored show's."""
    taken = {one.id for one in part.sources} | {one.id for one in part.scenes}
    drawn = {one.id for one in part.overlays}
    more: tuple[Overlay, ...] = tuple(one for one in show.overlays if one.id not in drawn)
    return replace(
        part,
        sources=(*part.sources, *(one for one in show.sources if one.id not in taken)),
        overlays=(*part.overlays, *more),
    )


def pinned(side: Side, desk: Desk, show: Show) -> Show | None:
    """The show that a side goes on to play when `show` is stored; None when that is the stored one itself."""
    if look(side, desk) == look(side._replace(show=show), desk):
        return None
    return merged(kept(side, desk), show)
