"""One pass over a media file: decoded pictures and sound, in order of time, from one moment on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

import av
import numpy as np
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
UNINDEXED = ("mpegts", "mpeg")
TELLS_PADDING = "mov"  # MP4 and its kin: their last packet is as long as what is meant to be heard of it
SECOND = 1_000_000
TAIL_READ = 3 * SECOND  # from so long before its end a file's last packets are read
TAIL_PACKETS = 5000
EARLY_S = Fraction(1, 1000)  # containers round times to a millisecond: what shows so soon after a moment shows at it
PRIMING_S = Fraction(1, 10)  # sound is decoded from so much earlier: a decoder's first samples lack what came before
SURE_S = Fraction(1, 4)  # so long before the first picture wanted, and earlier, only what others need is decoded
PIECE = 4096  # samples: shorter chunks are joined to about so many, since each costs its reader and the engine the same
THRIFTS: tuple[Literal["DEFAULT", "NONREF", "NONKEY"], ...] = ("DEFAULT", "NONREF", "NONKEY")
"""What is decoded: everything, what other pictures need, keyframes."""
DECODERS_OF_ALPHA = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
Thrift = Callable[[Fraction], int]
"""How little is to be decoded of what shows at this media time, as an index of THRIFTS."""


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


class Demuxer:
    """An open file. Media time 0 is its first picture (without pictures, its first sound)."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        self.video, self.audio = pictures_of(container), sound_of(container)
        if self.video is None and self.audio is None:
            raise SourceRefused("there is neither picture nor sound in it")
        if self.video is not None:
            # One thread: more cost CPU in all, and six sources keep every core busy anyway.
            self.video.codec_context.thread_count = 1
        self._decoder = decoder_of(self.video) if self.video else None
        self._origin = _origin(container, self.video or self.audio)
        self._queues: dict[int, deque[Packet[Any]]] = {}
        self._packets: Iterator[Packet[Any]] = iter(())
        self._held_bytes = 0
        self.pictures_end_s: Fraction | None = None  # once all have been read
        self._all_from_s = Fraction(0)  # before this, pictures that no other needs are left out
        self.lean = False  # whether the decoder leaves deblocking out
        self.thrift: Thrift = lambda time_s: 0
        self.spared: Callable[[], object] = lambda: None  # told of each packet that thrift may have left out
        self.idle: Callable[[], object] = lambda: None  # called for each packet: what takes long can be broken off

    @property
    def rate(self) -> Fraction:
        """Pictures a second as the file tells; 25 where it does not."""
        rate = self.video.average_rate or self.video.guessed_rate if self.video else None
        return Fraction(rate) if rate and 0 < rate <= 1000 else Fraction(25)

    def skip_loop_filter(self, which: str) -> None:
        """Leave out deblocking for some pictures; has an effect before the first is decoded."""
        if self._decoder is not None:
            self._decoder.options = {"skip_loop_filter": which}

    @property
    def length_s(self) -> Fraction | None:
        """How long the file says it is."""
        duration = self._container.duration
        return Fraction(duration, SECOND) if duration and duration > 0 else None

    @property
    def tells_padding(self) -> bool:
        """Whether packets say how long sound is without what its coder added at the end."""
        return self._container.format.name.split(",")[0] == TELLS_PADDING

    def sound_limit(self, tail_s: Fraction) -> Fraction | None:
        """Where sound ends that is at most `tail_s` longer than the picture: coders round it up."""
        picture, sound = _length(self.video), _length(self.audio)
        if picture is None or sound is None or not 0 < sound - picture < tail_s:
            return None
        return picture

    def close(self) -> None:
        self._container.close()

    def begin(self, start_s: Fraction) -> None:
        """Read from `start_s` on: to be said before `shots` and `chunks`."""
        if not self.video:
            self._begin(max(Fraction(0), start_s - PRIMING_S))

    def keyframe(self, at_s: Fraction) -> Shot | None:
        """The keyframe on show at this moment, or before it."""
        assert self._decoder
        self._begin(at_s)
        self._decoder.skip_frame = "NONKEY"
        return next(self._shots(), None)

    def shots(self, start_s: Fraction) -> Iterator[Shot]:
        """Pictures from `start_s` on; the one on show at that moment comes first, at that time.

        After the end that is the last one; it lasts no time.
        """
        return self._shots_from(start_s) if self.video else iter(())

    def chunks(self, start_s: Fraction) -> Iterator[Chunk]:
        """Sound from `start_s` on. Where there are pictures, the first of those has to be asked for before."""
        return self._chunks_from(start_s) if self.audio else iter(())

    def without(self, pictures: bool = False, sound: bool = False) -> Demuxer:
        """This demuxer for a reader who needs only the other one."""
        self.video = None if pictures else self.video
        self.audio = None if sound else self.audio
        return self

    def end_s(self, tail_s: Fraction) -> tuple[Fraction, Fraction] | None:
        """(where the picture ends, or sound much longer than that; where sound is cut off), read from the last packets.

        None where the file does not tell. Reading has to begin anew afterwards.
        """
        ends = self._last_ends()
        picture, sound = (ends.get(one.index) if one else None for one in (self.video, self.audio))
        if picture is None or sound is None:
            known = picture if self.video else sound
            return (known, known) if known is not None and known > 0 else None
        return (picture, picture) if sound - picture < tail_s else (sound, sound)

    def _last_ends(self) -> dict[int, Fraction]:
        """When the last packet of each stream ends, in media time."""
        streams = [stream for stream in (self.video, self.audio) if stream is not None]
        ends: dict[int, Fraction] = {}
        duration = self._container.duration
        if duration is None:
            return ends
        try:
            self._container.seek(max(0, duration - TAIL_READ) + (self._container.start_time or 0))
            for number, packet in enumerate(self._container.demux(*streams)):
                if number > TAIL_PACKETS:  # it has no index: this would be reading all of it
                    return {}
                if packet.pts is not None and packet.duration and packet.time_base:
                    end = (packet.pts + packet.duration) * packet.time_base - self._origin
                    ends[packet.stream.index] = max(ends.get(packet.stream.index, end), end)
        except (av.FFmpegError, OSError, ValueError):
            return {}
        return ends if len(ends) == len(streams) else {}

    # -- packets -----------------------------------------------------------------------------------

    def _begin(self, at_s: Fraction) -> None:
        """Read on from the last place at or before `at_s` that can be decoded from."""
        if at_s > 0 or self._queues:
            self._container.seek(int((max(at_s, Fraction(0)) + self._origin) * SECOND))
            self._flush()
        chosen = [stream for stream in (self.video, self.audio) if stream is not None]
        self._queues = {stream.index: deque() for stream in chosen}
        self._held_bytes = 0
        self._packets = self._container.demux(*chosen)

    def _rewind(self) -> None:
        """Read on from the very beginning: without an index, seeking to time 0 finds the second keyframe."""
        if self._container.format.name in UNINDEXED:
            self._container.seek(0, unsupported_byte_offset=True)
        else:
            self._container.seek(self._container.start_time or 0)
        self._flush()
        self._queues = {}

    def _flush(self) -> None:
        """Forget what was decoded before a seek: libav sees to its own decoders only."""
        if self._decoder and self.video and self._decoder is not self.video.codec_context:
            self._decoder.flush_buffers()

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
            self.idle()
            if stream is self.video:
                self._be_thrifty(stream, packet)
            try:
                decoder = self._decoder if stream is self.video else None
                frames = decoder.decode(packet) if decoder else packet.decode()
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

    def _be_thrifty(self, stream: av.VideoStream, packet: Packet[Any]) -> None:
        """After keyframes alone, the rest can be decoded again from the next keyframe on only."""
        if packet.pts is None or packet.time_base is None:
            return
        codec, time_s = self._decoder, self._since_origin(packet.pts, Fraction(packet.time_base))
        assert codec is not None
        unseen = time_s < self._all_from_s
        wanted = THRIFTS[max(self.thrift(time_s), int(unseen))]
        if codec.skip_frame != wanted and (packet.is_keyframe or codec.skip_frame != "NONKEY"):
            codec.skip_frame = wanted
        if codec.skip_frame != "DEFAULT" and not unseen:
            self.spared()

    # -- pictures ----------------------------------------------------------------------------------

    def _shots_from(self, start_s: Fraction) -> Iterator[Shot]:
        self._all_from_s = start_s - SURE_S
        shown, shots = self._on_show(start_s)
        if shown and shown.time_s < self._all_from_s:  # it lasts long: one that was left out may have followed
            self._all_from_s = Fraction(0)
            shown, shots = self._on_show(start_s)
        if shown is None:
            return
        for shot in shots:
            yield clipped(shown, start_s, shot.time_s)
            shown = shot
        self.pictures_end_s = shown.time_s + shown.length_s
        yield clipped(shown, start_s, max(start_s, self.pictures_end_s))

    def _on_show(self, start_s: Fraction) -> tuple[Shot | None, Iterator[Shot]]:
        """The picture on show at this moment (or the first, if that comes later), and those after it."""
        shots = self._shots_before(start_s)
        shown = next(shots, None)
        for shot in shots:
            if shot.time_s > start_s + EARLY_S:
                return shown, chain([shot], shots)
            shown = shot
        return shown, shots

    def _shots_before(self, start_s: Fraction) -> Iterator[Shot]:
        """Pictures from one at or before this moment on, if there are any."""
        for back in (*(back for back in SEEK_BACK_S if back < start_s or not back), None):
            if back is None:
                self._rewind()
            self._begin(Fraction(0) if back is None else start_s - back)
            shots = self._shots()
            first = next(shots, None)
            if first is not None and first.time_s <= start_s + EARLY_S:
                break
        return shots if first is None else chain([first], shots)

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
        yield from pieces(chunks)

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


def decoder_of(video: av.VideoStream) -> av.VideoCodecContext:
    """What decodes a stream: libav's choice, but libvpx where VP8 or VP9 has alpha, which FFmpeg's decoder drops."""
    own = video.codec_context
    with_alpha = DECODERS_OF_ALPHA.get(own.name) if video.metadata.get("alpha_mode") == "1" else None
    if with_alpha is None:
        return own
    decoder = av.CodecContext.create(with_alpha, "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.extradata, decoder.thread_count = own.extradata, 1
    return decoder


def clipped(shot: Shot, start_s: Fraction, end_s: Fraction) -> Shot:
    """The picture as it shows up to `end_s`, and from `start_s` on, if it began before that or right then."""
    begins_s = shot.time_s if shot.time_s > start_s + EARLY_S else start_s
    return Shot(begins_s, end_s - begins_s, shot.frame)


def pieces(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same sound in longer chunks; what does not follow on what was before it begins another."""
    found: list[Chunk] = []
    held = 0
    for chunk in chunks:
        if found and abs(found[0].time_s + Fraction(held, RATE) - chunk.time_s) > EARLY_S:
            yield _joined(found)
            found, held = [], 0
        found.append(chunk)
        held += len(chunk.samples)
        if held >= PIECE:
            yield _joined(found)
            found, held = [], 0
    if found:
        yield _joined(found)


def _joined(chunks: list[Chunk]) -> Chunk:
    return Chunk(chunks[0].time_s, np.concatenate([chunk.samples for chunk in chunks]))


def _length(stream: av.VideoStream | av.AudioStream | None) -> Fraction | None:
    if stream is None or stream.duration is None or stream.time_base is None:
        return None
    return stream.duration * stream.time_base


def _origin(container: InputContainer, stream: av.VideoStream | av.AudioStream | None) -> Fraction:
    if stream is not None and stream.start_time is not None and stream.time_base is not None:
        return stream.start_time * stream.time_base
    return Fraction(container.start_time or 0, SECOND)
