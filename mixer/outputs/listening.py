"""A monitor's sound by itself: small packets, each sent at once, which a page plays beside pictures without sound.

In the monitor's own stream sound made the pictures wait: see docs/decisions/0010.
"""

from __future__ import annotations

import _thread
import os
import queue
import secrets
import struct
import threading
import time
from collections import deque
from fractions import Fraction
from typing import Any, Protocol

import av
import numpy as np

from mixer.core.clock import SAMPLE_RATE
from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.outputs.encoder import KEY, Fragment
from mixer.outputs.rendition import ENCODER_NICE
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show

RETRY_S = 1.0  # after an encoder that failed
DEPTH = 30  # frames that may wait for the encoder; more are left out, and heard as silence
HEAD = struct.Struct(">q")  # the index of a packet's first sample since the session began
OPUS_KBPS, OPUS_MS = 128, 10


class Codec(Protocol):
    """Makes packets of samples (n, 2) whose first has index `at`; `name` is what a browser's decoder is told."""

    name: str

    def packets(self, samples: Samples, at: int) -> list[bytes]: ...


class Pcm:
    """Interleaved 16-bit samples: no delay and no decoder, 1.5 Mb/s."""

    name = "pcm-s16"

    def packets(self, samples: Samples, at: int) -> list[bytes]:
        return [HEAD.pack(at) + (samples.clip(-1, 1) * 32767).astype("<i2").tobytes()]


class Opus:
    """Packets of 10 ms, 12.5 ms late, 128 kb/s."""

    name = "opus"

    def __init__(self) -> None:
        self._encoder = av.AudioCodecContext.create("libopus", "w")
        self._encoder.sample_rate, self._encoder.layout, self._encoder.format = SAMPLE_RATE, "stereo", "flt"
        self._encoder.bit_rate, self._encoder.time_base = OPUS_KBPS * 1000, Fraction(1, SAMPLE_RATE)
        self._encoder.options = {"application": "lowdelay", "frame_duration": str(OPUS_MS), "compression_level": "5"}

    def packets(self, samples: Samples, at: int) -> list[bytes]:
        interleaved = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, "flt", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        return [HEAD.pack(packet.pts or 0) + bytes(packet) for packet in self._encoder.encode(frame)]


CODECS: dict[str, type[Codec]] = {"pcm": Pcm, "opus": Opus}


class SoundMonitor:
    """The sound of a bus in one codec, made only while somebody listens; every packet stands for itself."""

    def __init__(self, show: Show, codec: str, side: str = "desk") -> None:
        self.delay_frames, self._again_at = 0, 0.0
        self._codec, self._side = codec, side
        self._waiting: list[Subscriber] = []
        self._session: SoundSession | None = None
        self.configure(show)

    def configure(self, show: Show) -> None:
        self._rate = show.canvas.fps
        self.jump()

    @property
    def subscribers(self) -> int:
        return len(self._waiting) + (self._session.subscribers if self._session else 0)

    def subscribe(self, subscriber: Subscriber) -> None:
        self._waiting.append(subscriber)

    def offer(self, samples: Samples, sample: int, frame: int) -> None:
        """Have a frame's sound encoded and sent, if somebody listens; `sample` is the index of its first."""
        if self._session and self._session.failed:
            self._again_at = time.monotonic() + RETRY_S
        if self._session and (self._session.failed or not self._session.subscribers):
            self.jump()
        if self._waiting and self._session is None and time.monotonic() >= self._again_at:
            self._session = SoundSession(CODECS[self._codec], self._about(frame), sample)
        if self._session:
            self._session.join(self._waiting)
            self._waiting = []
            self._session.offer(samples, sample)

    def _about(self, frame: int) -> dict[str, Any]:
        return {
            "id": secrets.token_hex(4), "first_frame": frame, "rate": str(self._rate), "video": False, "audio": True,
            "codec": CODECS[self._codec].name, "sample_rate": SAMPLE_RATE, "channels": 2, "time": time.time(),
            "side": self._side, "delay_frames": self.delay_frames,
        }  # fmt: skip

    def jump(self) -> None:
        """Frames were skipped, or nobody listens any more: the next sound begins a new session."""
        if self._session:
            self._waiting += self._session.end()
            self._session = None


class SoundSession:
    """An unbroken run of sound, encoded and sent by a thread of its own. Samples count from its first."""

    def __init__(self, codec: type[Codec], about: dict[str, Any], first: int) -> None:
        self.failed = ""
        self._codec, self._about, self._first, self._next = codec, about, first, 0
        self._offers: queue.Queue[tuple[Samples, int] | None] = queue.Queue(DEPTH + 1)
        self._joining: deque[Subscriber] = deque()
        self._listening: list[Subscriber] = []
        self._sending = threading.Lock()  # a subscriber belongs to one session at a time
        self._ended = False
        _thread.start_new_thread(self._run, ())

    @property
    def subscribers(self) -> int:
        return len(self._joining) + len(self._listening)

    def join(self, subscribers: list[Subscriber]) -> None:
        self._joining.extend(subscribers)

    def offer(self, samples: Samples, sample: int) -> None:
        """Never waits: when the thread is far behind, the sound is left out."""
        if self._offers.qsize() < DEPTH:
            self._offers.put_nowait((samples, sample - self._first))

    def end(self) -> list[Subscriber]:
        """Send no more; returns who listened."""
        with self._sending:
            self._ended = True
            taken = [*self._listening, *self._joining]
            self._listening.clear()
            self._joining.clear()
        self._offers.put_nowait(None)
        return taken

    def _run(self) -> None:
        os.nice(ENCODER_NICE)
        try:
            codec = self._codec()
            while (offered := self._offers.get()) is not None:
                self._send_all(codec.packets(*self._whole(*offered)))
        except Exception as error:  # what an encoder raises must be seen, whatever it says
            self.failed = f"{type(error).__name__}: {error}"

    def _whole(self, samples: Samples, at: int) -> tuple[Samples, int]:
        """What was left out before is silence: a codec's packets follow each other."""
        missing = at - self._next
        if missing > 0:
            samples = np.concatenate((np.zeros((missing, 2), np.float32), samples))
        self._next = at + len(samples) - max(0, missing)
        return samples, at - max(0, missing)

    def _send_all(self, packets: list[bytes]) -> None:
        with self._sending:
            while self._joining and not self._ended:
                self._begin(self._joining.popleft())
            for subscriber in list(self._listening):
                self._send(subscriber, packets)

    def _begin(self, subscriber: Subscriber) -> None:
        try:
            subscriber.begin(self._about, self._codec.name.encode())
        except ChannelClosed:
            subscriber.channel.close()
        else:
            self._listening.append(subscriber)

    def _send(self, subscriber: Subscriber, packets: list[bytes]) -> None:
        try:
            for packet in packets:
                subscriber.send(Fragment(KEY, packet))
        except ChannelClosed:
            subscriber.channel.close()
            self._listening.remove(subscriber)
