"""A stretch of an MP4 file as a file of its own, without encoding anything again.

Packets are copied from the last keyframe before the first picture on, and an edit list says which of them show. Players
that obey it (browsers, FFmpeg, Tally) begin with exactly the first picture and end with exactly the last one. Pictures
from up to a keyframe's distance before stay in the file, unseen.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from mixer.errors import SourceRefused

Follow = Callable[[float], None]
PRIMING = 2  # packets of sound before the first that is heard: a decoder of AAC needs the one before to be right
LATEST_S = Fraction(2)  # by which sound may lie behind the picture beside it


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first picture on, up to the first one that does not show: seconds from the file's start."""

    start_s: Fraction
    end_s: Fraction

    @property
    def length_s(self) -> Fraction:
        return self.end_s - self.start_s


def trim(source: InputContainer, file: BinaryIO, asked: Stretch, follow: Follow = lambda share: None) -> Stretch:
    """Write the stretch to `file`, an empty one; which it became: it begins and ends on pictures. Raises SourceRefused.

    `follow` hears of the share that is done.
    """
    video = next(iter(source.streams.video), None)
    if video is None:
        raise SourceRefused("there is no picture in this file")
    kept = on_pictures(video, asked)
    with av.open(file, "w", format="mp4") as target:
        _copy(source, video, target, kept, follow)
    cut_to(file, kept.length_s)
    return kept


def on_pictures(video: Any, asked: Stretch) -> Stretch:
    """The stretch from picture to picture, by the stream's rate. Raises SourceRefused for one without any."""
    rate = Fraction(video.average_rate or video.guessed_rate or 25)
    first, last = round(asked.start_s * rate), round(asked.end_s * rate)
    if last <= first or first < 0:
        raise SourceRefused("there is no picture in this stretch")
    return Stretch(first / rate, last / rate)


def _copy(source: InputContainer, video: Any, target: OutputContainer, kept: Stretch, follow: Follow) -> None:
    sound = next(iter(source.streams.audio), None)
    streams = {one.index: target.add_stream_from_template(one) for one in (video, sound) if one}
    origin = Fraction(video.start_time or 0) * video.time_base
    shows = False
    for wrote, packet in enumerate(_wanted(source, video, sound, origin, kept)):
        base = Fraction(packet.time_base)
        shift = round((origin + kept.start_s) / base)
        pts, dts = packet.pts or 0, packet.dts or 0
        at_s = dts * base - origin
        packet.pts, packet.dts = pts - shift, dts - shift
        shows = shows or (packet.stream_index == video.index and packet.pts >= 0)
        packet.stream = streams[packet.stream_index]
        target.mux(packet)
        if wrote % 200 == 0:
            follow(float(min(1, max(0, (at_s - kept.start_s) / kept.length_s))))
    if not shows:
        raise SourceRefused("there is no picture in this stretch")


def _wanted(source: InputContainer, video: Any, sound: Any, origin: Fraction, kept: Stretch) -> Iterator[Packet[Any]]:
    """What is to be copied, in its order: pictures from the keyframe on, sound from a packet before it on."""
    half = Fraction(1, 2) / Fraction(video.average_rate or video.guessed_rate or 25)
    pictures = Pictures(origin + kept.start_s + half, origin + kept.end_s - half)
    source.seek(int((origin + kept.start_s) / video.time_base), stream=video, backward=True)
    heard = sound is None
    for packet in source.demux([one for one in (video, sound) if one]):
        if packet.dts is None or packet.pts is None:
            continue
        at_s = packet.pts * Fraction(packet.time_base)
        if packet.stream_index == video.index:
            yield from pictures.take(packet)
        else:
            heard = at_s >= origin + kept.end_s
            if not heard and at_s >= origin + kept.start_s - PRIMING * Fraction(
                (packet.duration or 0) * packet.time_base
            ):
                yield packet
        if pictures.over and (heard or at_s > origin + kept.end_s + LATEST_S):
            return
    yield from pictures.rest()


class Pictures:
    """Passes on the packets of pictures that show before `end_s`, from the last keyframe up to `start_s` on.

    Which one that is shows when nothing earlier than `start_s` can come: decoding times rise.
    """

    def __init__(self, start_s: Fraction, end_s: Fraction) -> None:
        self._start_s, self._end_s = start_s, end_s
        self._group: list[Packet[Any]] = []
        self._begun = self.over = False

    def take(self, packet: Packet[Any]) -> list[Packet[Any]]:
        base = Fraction(packet.time_base)
        dts_s, pts_s = (packet.dts or 0) * base, (packet.pts or 0) * base
        if self.over or dts_s >= self._end_s:
            self.over = True  # nothing that is decoded from here on shows earlier
            return [] if self._begun else self.rest()
        if not self._begun and packet.is_keyframe and pts_s <= self._start_s:
            self._group = []
        self._group.append(packet)
        self._begun = self._begun or dts_s > self._start_s
        return self.rest() if self._begun else []

    def rest(self) -> list[Packet[Any]]:
        """What has been kept back."""
        group, self._group = self._group, []
        return group


# -- the edit list ---------------------------------------------------------------------------------


def cut_to(file: BinaryIO, length_s: Fraction) -> None:
    """Have every track of an MP4 file end after so long: what its edit list says shows, whatever else it holds."""
    moov_at, moov = _moov(file)
    length = round(length_s * _scale(moov))
    for at, _ in _found(moov, (b"trak", b"edts", b"elst")):
        _set_elst(moov, at, length)
    for at, _ in _found(moov, (b"trak", b"tkhd")):
        _set(moov, at + (36 if moov[at + 8] else 28), moov[at + 8], length)
    for at, _ in _found(moov, (b"mvhd",)):
        _set(moov, at + (32 if moov[at + 8] else 24), moov[at + 8], length)
    file.seek(moov_at)
    file.write(moov)
    file.flush()


def _moov(file: BinaryIO) -> tuple[int, bytearray]:
    at = 0
    while True:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise SourceRefused("the file has no table of contents")
        size, name = struct.unpack(">I4s", head[:8])
        size = struct.unpack(">Q", head[8:])[0] if size == 1 else size
        if name == b"moov":
            file.seek(at)
            return at, bytearray(file.read(size))
        at += size


def _found(data: bytearray, path: tuple[bytes, ...], start: int = 8, end: int | None = None) -> list[tuple[int, int]]:
    """(place, size) of every box at this path of names."""
    at, end, found = start, len(data) if end is None else end, list[tuple[int, int]]()
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        if name == path[0]:
            inside = _found(data, path[1:], at + 8, at + size) if path[1:] else [(at, size)]
            found += inside
        at += max(8, size)
    return found


def _scale(moov: bytearray) -> int:
    (at, _), *_ = _found(moov, (b"mvhd",))
    (scale,) = struct.unpack_from(">I", moov, at + (28 if moov[at + 8] else 20))
    return int(scale)


def _set_elst(moov: bytearray, at: int, duration: int) -> None:
    """The last entry is what shows; one before it, if any, is a wait."""
    version, entries = moov[at + 8], struct.unpack_from(">I", moov, at + 12)[0]
    each = 20 if version else 12
    waits = sum(_number(moov, at + 16 + each * n, version) for n in range(entries - 1))
    _set(moov, at + 16 + each * (entries - 1), version, max(0, duration - waits))


def _number(moov: bytearray, at: int, version: int) -> int:
    return int(struct.unpack_from(">Q" if version else ">I", moov, at)[0])


def _set(moov: bytearray, at: int, version: int, value: int) -> None:
    struct.pack_into(">Q" if version else ">I", moov, at, value)
