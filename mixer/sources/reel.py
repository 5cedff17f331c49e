"""One pass over a media file: decoded pictures and sound, in order of time, from one moment on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet

from mixer.errors import SourceRefused
from mixer.sources.convert import set_aspect
from mixer.sources.opening import pictures_of, sound_of
from mixer.sources.sound import RATE, Samples, Stereo

READ_AHEAD_BYTES = 64 << 20  # how far badly interleaved files are read ahead
READ_AHEAD_PACKETS = 8192
MANY_BAD = 200  # packets in a row that give nothing
SEEK_BACK_S = (0, 2, 10)  # where indexes are poor, a seek may land too late: try earlier, then the start
SECOND = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture and when it shows, in seconds of media time; `length_s` is how long."""

    time_s: Fraction
    length_s: Fraction
    frame: av.VideoFrame


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Sound whose first sample lies at `time_s` (a float index is kept: sample-exact, rounded once)."""

    time_s: Fraction
    samples: Samples


Event = Shot | Chunk


class Reel:
    """An open file. Media time 0 is its first picture (without pictures, its first sound)."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        self.video, self.audio = pictures_of(container), sound_of(container)
        if self.video is None and self.audio is None:
            raise SourceRefused("there is neither picture nor sound in it")
        if self.video is not None:
            # One thread: more cost CPU in all, and six sources keep every core busy anyway.
            self.video.codec_context.thread_count = 1
        self._origin = _origin(container, self.video or self.audio)
        self._queues: dict[int, deque[Packet[Any]]] = {}
        self._packets: Iterator[Packet[Any]] = iter(())
        self._held_bytes = 0

    @property
    def rate(self) -> Fraction:
        """Pictures a second as the file tells; 25 where it does not."""
        rate = self.video.average_rate or self.video.guessed_rate if self.video else None
        return Fraction(rate) if rate and 0 < rate <= 1000 else Fraction(25)

    def skip_loop_filter(self, which: str) -> None:
        """Leave out deblocking for some pictures; has an effect before the first is decoded."""
        if self.video is not None:
            self.video.codec_context.options = {"skip_loop_filter": which}

    def sound_limit(self, tail_s: Fraction) -> Fraction | None:
        """Where sound ends that is at most `tail_s` longer than the picture: coders round it up."""
        picture, sound = _length(self.video), _length(self.audio)
        if picture is None or sound is None or not 0 < sound - picture < tail_s:
            return None
        return picture

    def close(self) -> None:
        self._container.close()

    def events(self, start_s: Fraction) -> Iterator[Event]:
        """Pictures and sound from `start_s` on; the picture on show at that moment comes first, at that time."""
        shots = self._shots_from(start_s) if self.video else iter(())
        chunks = self._chunks_from(start_s) if self.audio else iter(())
        if not self.video:
            self._begin(start_s)
        shot, chunk = next(shots, None), next(chunks, None)
        while shot or chunk:
            if chunk is None or (shot is not None and shot.time_s <= chunk.time_s):
                assert shot is not None
                yield shot
                shot = next(shots, None)
            else:
                yield chunk
                chunk = next(chunks, None)

    # -- packets -----------------------------------------------------------------------------------

    def _begin(self, at_s: Fraction) -> None:
        """Read on from the last place at or before `at_s` that can be decoded from."""
        if at_s > 0 or self._queues:
            self._container.seek(int((max(at_s, Fraction(0)) + self._origin) * SECOND))
        chosen = [stream for stream in (self.video, self.audio) if stream is not None]
        self._queues = {stream.index: deque() for stream in chosen}
        self._held_bytes = 0
        self._packets = self._container.demux(*chosen)

    def _packets_of(self, stream: av.VideoStream | av.AudioStream) -> Iterator[Packet[Any]]:
        while True:
            queue = self._queues[stream.index]
            if queue:
                packet = queue.popleft()
                self._held_bytes -= packet.size
                yield packet
            elif not self._read():
                return

    def _read(self) -> bool:
        """Put one more packet into its queue. False at the end, or when one stream is too far ahead."""
        held = sum(map(len, self._queues.values()))
        if self._held_bytes > READ_AHEAD_BYTES or held > READ_AHEAD_PACKETS:
            return False
        try:
            packet = next(self._packets, None)
        except (av.FFmpegError, OSError):  # damaged from here on: what was good has been played
            packet = None
        if packet is None:
            return False
        self._queues[packet.stream.index].append(packet)
        self._held_bytes += packet.size
        return True

    def _decoded(self, stream: av.VideoStream | av.AudioStream) -> Iterator[av.VideoFrame | av.AudioFrame]:
        bad = 0
        for packet in self._packets_of(stream):
            try:
                frames = packet.decode()
            except av.EOFError:
                return
            except (av.FFmpegError, ValueError):
                bad += 1
                if bad > MANY_BAD:
                    return
                continue
            for frame in frames:
                bad = 0
                yield frame

    # -- pictures ----------------------------------------------------------------------------------

    def _shots_from(self, start_s: Fraction) -> Iterator[Shot]:
        for back in (*SEEK_BACK_S, None):
            self._begin(Fraction(0) if back is None else start_s - back)
            shots = self._shots()
            first = next(shots, None)
            if back is None or start_s <= (back or 0) or (first is not None and first.time_s <= start_s):
                break
        if first is None:
            return
        shown = first
        for shot in shots:
            if shot.time_s > start_s:
                yield shown if shown.time_s >= start_s else Shot(start_s, shot.time_s - start_s, shown.frame)
            shown = shot
        if shown.time_s + shown.length_s > start_s:
            yield shown

    def _shots(self) -> Iterator[Shot]:
        assert self.video is not None
        last, usual = None, 1 / self.rate
        base, aspect = self.video.time_base or Fraction(1), self.video.sample_aspect_ratio
        lengths: dict[int, Fraction] = {0: usual}
        for frame in self._decoded(self.video):
            assert isinstance(frame, av.VideoFrame)
            ticks = frame.duration
            length = lengths.get(ticks) or lengths.setdefault(ticks, ticks * base)
            if frame.pts is None:
                time_s = Fraction(0) if last is None else last + usual
            else:
                time_s = self._since_origin(frame.pts, base)
            if last is not None and time_s <= last:
                continue
            last = time_s
            set_aspect(frame, self.video.codec_context.sample_aspect_ratio or aspect)
            yield Shot(time_s, length, frame)

    def _since_origin(self, pts: int, base: Fraction) -> Fraction:
        origin = self._origin
        ticks = pts * base.numerator * origin.denominator - origin.numerator * base.denominator
        return Fraction(ticks, base.denominator * origin.denominator)

    # -- sound -------------------------------------------------------------------------------------

    def _chunks_from(self, start_s: Fraction) -> Iterator[Chunk]:
        chunks = self._chunks()
        for chunk in chunks:
            early = int((start_s - chunk.time_s) * RATE)
            if early < len(chunk.samples):
                yield chunk if early <= 0 else Chunk(chunk.time_s + Fraction(early, RATE), chunk.samples[early:])
            if early <= 0:
                break
        yield from chunks

    def _chunks(self) -> Iterator[Chunk]:
        assert self.audio is not None
        stereo, time_s, length = Stereo(), Fraction(0), Fraction(0)
        base = self.audio.time_base or Fraction(1)
        for frame in self._decoded(self.audio):
            assert isinstance(frame, av.AudioFrame)
            time_s = time_s + length if frame.pts is None else self._since_origin(frame.pts, base)
            length = Fraction(frame.samples, frame.sample_rate)
            try:
                samples, ahead = stereo.convert(frame)
            except (av.FFmpegError, ValueError):
                continue
            if len(samples):
                yield Chunk(time_s - Fraction(round(ahead * 1000), 1000 * RATE) if ahead else time_s, samples)
        tail = stereo.flush()
        if len(tail):
            yield Chunk(time_s + length - Fraction(len(tail), RATE), tail)


def _length(stream: av.VideoStream | av.AudioStream | None) -> Fraction | None:
    if stream is None or stream.duration is None or stream.time_base is None:
        return None
    return stream.duration * stream.time_base


def _origin(container: InputContainer, stream: av.VideoStream | av.AudioStream | None) -> Fraction:
    if stream is not None and stream.start_time is not None and stream.time_base is not None:
        return stream.start_time * stream.time_base
    return Fraction(container.start_time or 0, SECOND)
