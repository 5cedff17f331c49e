"""Takes a live stream in on a thread of its own: opens it and queues its packets, still compressed."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet

from mixer.core.clock_mapping import ClockMapping, Stretch
from mixer.errors import MixerError, SourceLost, SourceRefused
from mixer.protocol.addresses import redacted
from mixer.sources.opening import pictures_of, plain, sound_of
from mixer.sources.policy import Gate
from mixer.sources.rate import RateMeter

LIVE_FORMATS = "flv,live_flv,hls,applehttp,mpegts,rtsp,sdp,rtp,mov,matroska,ogg,mp3,aac,mpeg"
QUEUE_BYTES = 24 << 20
QUEUE_S = 12.0  # what comes in bursts (HLS, files over HTTP) is read no further ahead
FULL_WAIT_S = 0.05
QUICK_START = {"probesize": "1500000", "analyzeduration": "1000000", "fpsprobesize": "0"}
OPTIONS = {
    "rtmp": {"rtmp_live": "live", "rtmp_buffer": "100"},
    "rtmps": {"rtmp_live": "live", "rtmp_buffer": "100"},
    "udp": {"fifo_size": "60000", "overrun_nonfatal": "1", "buffer_size": "2000000"},
    "http": {"live_start_index": "-2"},
    "https": {"live_start_index": "-2"},
}


@dataclass(slots=True, eq=False)
class Parcel:
    """A packet with its place on the timeline: `stretch` tells when it is due."""

    packet: Packet[Any]
    stretch: Stretch
    dts_s: float
    size: int
    keyframe: bool

    def due_s(self) -> float:
        return self.stretch.due(self.dts_s)


class Track:
    """One stream of an open container, and its waiting packets."""

    def __init__(self, stream: av.VideoStream | av.AudioStream) -> None:
        self.index, self.codec = stream.index, stream.codec_context
        self.time_base = stream.time_base or Fraction(1, 1000)
        self.aspect = stream.sample_aspect_ratio if isinstance(stream, av.VideoStream) else None
        self.parcels: deque[Parcel] = deque()
        self.bytes = 0
        self.arrived = self.arrived_bytes = 0  # packets, and what they hold, since it was opened
        self.newest: Parcel | None = None
        self.last_s: float | None = None
        self.meter = RateMeter()
        self.codec.thread_count = 1

    def take(self) -> Parcel:
        parcel = self.parcels.popleft()
        self.bytes -= parcel.size
        return parcel

    def seconds(self) -> float:
        return self.parcels[-1].dts_s - self.parcels[0].dts_s if len(self.parcels) > 1 else 0.0


class Intake(threading.Thread):
    """Opens a gate's address and reads it until it ends, or nobody wants it any more.

    Only this thread touches the container; packets and decoders are the reader's.
    """

    def __init__(self, gate: Gate, timeout: tuple[float, float], arrival: Callable[[bool], ClockMapping]) -> None:
        """`timeout` is (to open, to read) in seconds; `arrival` gives the mapping, patient or not."""
        super().__init__(name="intake", daemon=True)
        self._gate, self._timeout, self._arrival_for = gate, timeout, arrival
        self._released = threading.Event()
        self._arrival: ClockMapping | None = None
        self.video: Track | None = None
        self.audio: Track | None = None
        self.patient = False
        self.opened = threading.Event()
        self.ended = threading.Event()
        self.error: MixerError = SourceLost("the stream ended")
        self.heard_s = time.monotonic()

    @property
    def tracks(self) -> list[Track]:
        return [track for track in (self.video, self.audio) if track is not None]

    def release(self) -> None:
        """Nobody reads this any more: it closes as soon as it can."""
        self._released.set()
        self._gate.hang_up()

    def run(self) -> None:
        container: InputContainer | None = None
        try:
            container = self._open()
            self._read(container)
        except MixerError as error:
            self.error = error
        except (av.FFmpegError, OSError, ValueError) as error:
            self.error = SourceLost(redacted(plain(error)))
        finally:
            if self._gate.refusal():
                self.error = SourceRefused(self._gate.refusal())
            self.ended.set()
            # Waiting packets refer to the container's streams.
            self._released.wait()
            if container is not None:
                container.close()

    def _open(self) -> InputContainer:
        container = self._gate.open(LIVE_FORMATS, QUICK_START | OPTIONS.get(self._gate.scheme, {}), self._timeout)
        try:
            pictures, sound = pictures_of(container), sound_of(container)
            if pictures is None and sound is None:
                raise SourceLost("there is neither picture nor sound in it")
        except MixerError:
            container.close()
            raise
        self.patient = container.format.name == "hls" or bool(container.duration and container.duration > 0)
        self._arrival = self._arrival_for(self.patient)
        self.video = Track(pictures) if pictures else None
        self.audio = Track(sound) if sound else None
        self.heard_s = time.monotonic()
        self.opened.set()
        return container

    def _read(self, container: InputContainer) -> None:
        tracks = {track.index: track for track in self.tracks}
        for packet in container.demux([container.streams[index] for index in tracks]):
            if self._released.is_set():
                return
            if packet.size:
                self.heard_s = time.monotonic()
                self._put(tracks[packet.stream_index], packet)
            self._wait_for_room()

    def _put(self, track: Track, packet: Packet[Any]) -> None:
        assert self._arrival is not None
        stamp = packet.dts if packet.dts is not None else packet.pts
        if stamp is not None:
            track.last_s = float(stamp * track.time_base)
        elif track.last_s is None:
            return
        elif packet.duration:
            track.last_s += float(packet.duration * track.time_base)
        stretch = self._arrival.observe(track.last_s, self.heard_s)
        track.meter.count(track.last_s, stretch)
        track.bytes += packet.size
        track.arrived, track.arrived_bytes = track.arrived + 1, track.arrived_bytes + packet.size
        track.newest = Parcel(packet, stretch, track.last_s, packet.size, packet.is_keyframe)
        track.parcels.append(track.newest)

    def _wait_for_room(self) -> None:
        while not self._released.is_set() and (
            sum(track.bytes for track in self.tracks) > QUEUE_BYTES
            or (self.patient and min((track.seconds() for track in self.tracks), default=0.0) > QUEUE_S)
        ):
            self._released.wait(FULL_WAIT_S)
