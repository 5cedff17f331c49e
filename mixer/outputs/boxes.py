"""ISO base media boxes (ISO/IEC 14496-12), as far as fragmented MP4 needs them. Pure: bytes in, values out.

Everything here raises ValueError on bytes that are no such boxes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from mmap import mmap

Data = bytes | bytearray | mmap
_NON_SYNC = 0x00010000


@dataclass(frozen=True, slots=True)
class Box:
    """Where one box lies: it starts at `start`, its content runs from `body` to `end`."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Track:
    """One track of an init segment; `default_duration` (in timescale units) and `default_flags` are its `trex`."""

    id: int
    media: str  # "video", "audio" or ""
    timescale: int
    codec: str  # as in RFC 6381: "avc1.64001f", "mp4a.40.2"
    default_duration: int = 0
    default_flags: int = 0
    begins_at: int = 0  # where its edit list begins to show it, in timescale units: pictures are coded before they show


@dataclass(frozen=True, slots=True)
class Run:
    """The samples a fragment holds of one track: decode time and length in the track's timescale."""

    track: int
    tfdt: int
    duration: int
    samples: int
    sync: bool  # whether its first sample can be decoded by itself
    tfdt_at: int  # where in the fragment the 64 (or 32) bits of tfdt lie
    tfdt_size: int
    composition: int = 0  # how long after its decode time the first sample shows

    def shown_at(self, track: Track) -> int:
        """When its first sample shows, in units of its track, whose init begins at 0."""
        return self.tfdt + self.composition - track.begins_at


def boxes(data: Data, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes that lie side by side from `start` to `end`."""
    stop = len(data) if end is None else end
    while start < stop:
        box = box_at(data, start, stop)
        if box is None:
            raise ValueError(f"a box at {start} runs over its end at {stop}")
        yield box
        start = box.end


def box_at(data: Data, start: int, stop: int) -> Box | None:
    """The box at `start`, or None where it is not whole before `stop`."""
    if start + 8 > stop:
        return None
    size, kind = struct.unpack_from(">I4s", data, start)
    body = start + 8
    if size == 1:
        if start + 16 > stop:
            return None
        size, body = struct.unpack_from(">Q", data, body)[0], body + 8
    if size < body - start:
        raise ValueError(f"a box at {start} says it is {size} bytes long")
    return Box(kind, start, body, start + size) if start + size <= stop else None


def children(data: Data, parent: Box, kind: bytes) -> Iterator[Box]:
    return (box for box in boxes(data, parent.body, parent.end) if box.kind == kind)


def descend(data: Data, parent: Box, *path: bytes) -> Box:
    """The first box reached by following `path` down from `parent`."""
    for kind in path:
        found = next(children(data, parent, kind), None)
        if found is None:
            raise ValueError(f"expected {kind!r} in {parent.kind!r}")
        parent = found
    return parent


def moov_of(init: Data) -> Box:
    return descend(init, Box(b"init", 0, 0, len(init)), b"moov")


# -- the init segment ------------------------------------------------------------------------------


def tracks(init: Data) -> dict[int, Track]:
    """The tracks of an init segment (ftyp + moov), by id."""
    moov = moov_of(init)
    found = {track.id: track for track in (_track(init, trak) for trak in children(init, moov, b"trak"))}
    for mvex in children(init, moov, b"mvex"):
        for trex in children(init, mvex, b"trex"):
            track, _, duration, _, flags = struct.unpack_from(">5I", init, trex.body + 4)
            if track in found:
                found[track] = replace(found[track], default_duration=duration, default_flags=flags)
    return found


def leading(found: Mapping[int, Track]) -> Track:
    """The track that times are told by: the picture if there is one."""
    return next((track for track in found.values() if track.media == "video"), next(iter(found.values())))


def mime_of(init: Data) -> str:
    """The MIME type with codecs, such as `video/mp4; codecs="avc1.64001f, mp4a.40.2"`."""
    found = tracks(init).values()
    kind = "video" if any(track.media == "video" for track in found) else "audio"
    return f'{kind}/mp4; codecs="{", ".join(track.codec for track in found)}"'


def _track(init: Data, trak: Box) -> Track:
    tkhd, mdhd = descend(init, trak, b"tkhd"), descend(init, trak, b"mdia", b"mdhd")
    handler = descend(init, trak, b"mdia", b"hdlr").body + 8
    media = {b"vide": "video", b"soun": "audio"}.get(bytes(init[handler : handler + 4]), "")
    return Track(
        id=struct.unpack_from(">I", init, tkhd.body + (20 if init[tkhd.body] else 12))[0],
        media=media,
        timescale=struct.unpack_from(">I", init, mdhd.body + (20 if init[mdhd.body] else 12))[0],
        codec=_codec(init, descend(init, trak, b"mdia", b"minf", b"stbl", b"stsd")),
        begins_at=_begins_at(init, trak),
    )


def _begins_at(init: Data, trak: Box) -> int:
    """The media time of the first edit that is not empty; 0 without an edit list."""
    for edts in children(init, trak, b"edts"):
        for elst in children(init, edts, b"elst"):
            long, count = init[elst.body], struct.unpack_from(">I", init, elst.body + 4)[0]
            form, size = (">Qq", 20) if long else (">Ii", 12)
            times = (struct.unpack_from(form, init, elst.body + 8 + n * size)[1] for n in range(count))
            return next((time for time in times if time >= 0), 0)
    return 0


def _codec(init: Data, stsd: Box) -> str:
    entry = next(boxes(init, stsd.body + 8, stsd.end))
    if entry.kind in (b"avc1", b"avc3"):
        avcc = descend(init, replace(entry, body=entry.body + 78), b"avcC")
        return f"{entry.kind.decode()}.{bytes(init[avcc.body + 1 : avcc.body + 4]).hex()}"
    if entry.kind == b"mp4a":
        return f"mp4a.40.{_audio_object_type(init, descend(init, replace(entry, body=entry.body + 28), b'esds'))}"
    return entry.kind.decode("latin-1")


def _audio_object_type(init: Data, esds: Box) -> int:
    """The first five bits of the AudioSpecificConfig, in descriptor 5 of the elementary stream descriptor."""
    at = esds.body + 4
    while at < esds.end:
        tag, at = init[at], at + 1
        while init[at] & 0x80:
            at += 1
        at += 1
        if tag == 5:
            return init[at] >> 3
        at += {3: 3, 4: 13}.get(tag, 0)
    return 2  # AAC-LC, what a descriptor without a config means in practice


# -- fragments -------------------------------------------------------------------------------------


def runs(fragment: Data, found: Mapping[int, Track]) -> list[Run]:
    """What a fragment (moof + mdat) holds, a run for each track in it."""
    moof = descend(fragment, Box(b"fragment", 0, 0, len(fragment)), b"moof")
    return [_run(fragment, traf, found) for traf in children(fragment, moof, b"traf")]


def shifted(fragment: bytes, parts: list[Run], by: Mapping[int, int]) -> bytes:
    """The same fragment with each track's decode time moved by `by[track]` units."""
    moved = bytearray(fragment)
    for run in parts:
        form = ">Q" if run.tfdt_size == 8 else ">I"
        struct.pack_into(form, moved, run.tfdt_at, run.tfdt + by.get(run.track, 0))
    return bytes(moved)


def whole_fragments(data: Data, start: int) -> Iterator[tuple[int, int]]:
    """Where each moof with its mdat starts and ends, from `start` to the first that is not whole."""
    moof: Box | None = None
    while box := box_at(data, start, len(data)):
        if box.kind == b"moof":
            moof = box
        elif box.kind == b"mdat" and moof:
            yield moof.start, box.end
            moof = None
        start = box.end


def pieces(data: bytes) -> tuple[bytes, list[bytes]]:
    """A muxer's output taken apart: the init segment and the fragments."""
    end = moov_of(data).end
    return data[:end], [data[a:b] for a, b in whole_fragments(data, end)]


def _run(fragment: Data, traf: Box, found: Mapping[int, Track]) -> Run:
    track, default_duration, default_flags = _defaults(fragment, descend(fragment, traf, b"tfhd"), found)
    tfdt = descend(fragment, traf, b"tfdt")
    size = 8 if fragment[tfdt.body] else 4
    decode_time = struct.unpack_from(">Q" if size == 8 else ">I", fragment, tfdt.body + 4)[0]
    duration, samples, first_flags, composition = 0, 0, None, 0
    for trun in children(fragment, traf, b"trun"):
        length, count, flags = _samples(fragment, trun, default_duration, default_flags)
        if first_flags is None:
            first_flags, composition = flags, _composition(fragment, trun)
        duration, samples = duration + length, samples + count
    sync = not (first_flags or 0) & _NON_SYNC
    return Run(track, decode_time, duration, samples, sync, tfdt.body + 4, size, composition)


def _defaults(fragment: Data, tfhd: Box, found: Mapping[int, Track]) -> tuple[int, int, int]:
    flags, track = struct.unpack_from(">II", fragment, tfhd.body)
    known, at = (found.get(track), tfhd.body + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0))
    duration, sample_flags = (known.default_duration, known.default_flags) if known else (0, 0)
    if flags & 0x8:
        duration, at = struct.unpack_from(">I", fragment, at)[0], at + 4
    at += 4 if flags & 0x10 else 0
    if flags & 0x20:
        sample_flags = struct.unpack_from(">I", fragment, at)[0]
    return track, duration, sample_flags


def _composition(fragment: Data, trun: Box) -> int:
    """The first sample's composition offset in a track run; 0 where there is none."""
    has, count = struct.unpack_from(">II", fragment, trun.body)
    if not has & 0x800 or not count:
        return 0
    at = trun.body + 8 + 4 * sum(bool(has & bit) for bit in (0x1, 0x4, 0x100, 0x200, 0x400))
    return int(struct.unpack_from(">i", fragment, at)[0])


def _samples(fragment: Data, trun: Box, duration: int, flags: int) -> tuple[int, int, int]:
    """Length in timescale units, number of samples, and the first sample's flags of one track run."""
    has, count = struct.unpack_from(">II", fragment, trun.body)
    at = trun.body + 8 + (4 if has & 0x1 else 0)
    first_flags = struct.unpack_from(">I", fragment, at)[0] if has & 0x4 else flags
    at += 4 if has & 0x4 else 0
    step = 4 * sum(bool(has & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    if has & 0x400 and count:
        first_flags = struct.unpack_from(">I", fragment, at + 4 * bool(has & 0x100) + 4 * bool(has & 0x200))[0]
    if not has & 0x100:
        return duration * count, count, first_flags
    return (sum(struct.unpack_from(">I", fragment, at + step * n)[0] for n in range(count)), count, first_flags)
