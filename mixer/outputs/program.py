"""The programme's way to its encoder, and to its subscribers."""

from __future__ import annotations

import time
from typing import Protocol

from mixer.core.sound import Samples
from mixer.feed.forkserver import Forkserver
from mixer.outputs.canvas import Canvas, CanvasPool, CanvasRing
from mixer.outputs.encoder import Quality
from mixer.outputs.encoder_process import EncoderProcess
from mixer.outputs.encoder_thread import ThreadEncoder
from mixer.outputs.rendition import Offer
from mixer.outputs.session import Session
from mixer.outputs.session_encoder import Sink
from mixer.outputs.subscriber import Subscriber
from mixer.process import log
from mixer.protocol.showfile import Show

PROGRAM_DEPTH_S = 1.5  # of pictures may wait; the encoder itself leaves them out when it is later than a second
PAUSES_S = (0.0, 0.3, 1.0, 2.0, 5.0)  # before the next try, as often as one has ended without a picture
KEYS_KEPT = 10  # more pictures than that may wait, if they are the first of segments


class Encodes(Protocol):
    """What encodes the programme: a process on air, a thread in a render."""

    lost: str

    @property
    def encoded(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def subscribers(self) -> int: ...
    def begin(self, session: Session, quality: Quality, ring: CanvasRing | None) -> None: ...
    def offer(self, offer: Offer) -> None: ...
    def subscribe(self, subscriber: Subscriber) -> None: ...
    def counted(self) -> tuple[int, int]: ...
    def hurry(self, on: bool) -> None: ...
    def poll(self) -> None: ...
    def release(self) -> None: ...
    def finish(self) -> None: ...


class Program:
    """The programme's rendition.

    A session ends when the clock jumps, when the show's format changes and when its encoder is lost. An encoder
    that cannot keep up keeps its session: pictures are left out, but never a segment's first, and never any sound.
    """

    def __init__(self, show: Show, sink: Sink | None = None, forkserver: Forkserver | None = None) -> None:
        self.lost = self.encoded = self.left_out = self.delay_frames = 0  # the second and third are pictures
        self._sink, self._forkserver = sink, forkserver
        self._offline = forkserver is None
        self._session: Session | None = None
        self._ring: CanvasRing | None = None
        self._failures = self._began_at = self._offered = 0
        self._again_at = 0.0
        self._encoder: Encodes = self._new_encoder()
        self.configure(show)

    def _new_encoder(self) -> Encodes:
        return EncoderProcess(self._forkserver) if self._forkserver else ThreadEncoder(self._sink)

    def configure(self, show: Show) -> None:
        """Take the show's format; the next picture begins a session when it changed."""
        self._canvas, self._quality = show.canvas, Quality.of(show.encoding)
        self.segment_frames = max(1, round(show.encoding.segment_s * show.canvas.fps))
        self.depth = max(4, round(PROGRAM_DEPTH_S * show.canvas.fps))
        self.jump()

    @property
    def slots(self) -> int:
        """How many pictures wait for the encoder at most: room is kept for the first of some segments."""
        return self.depth + KEYS_KEPT

    def jump(self) -> None:
        """End the session: the next picture begins a new one, for the same subscribers."""
        self._session = None

    # -- a frame -----------------------------------------------------------------------------------

    def is_key(self, frame: int) -> bool:
        """Whether a segment begins with this frame."""
        return self._session is None or frame % self.segment_frames == 0

    @property
    def room(self) -> bool:
        """Whether the encoder takes more than the first pictures of segments."""
        return self._offline or self._encoder.waiting < self.depth

    @property
    def begun(self) -> bool:
        """Whether the encoder has encoded anything of this session: a process takes a moment to start."""
        return self._session is not None and self._encoder.encoded >= self._session.first_frame

    @property
    def fullness(self) -> float:
        """How far the encoder is behind, 1 being as far as it may."""
        behind = self._offered - self._encoder.encoded if self._session else 0
        return min(1.0, behind / self.depth)

    def offer(self, canvas: Canvas | None, pool: CanvasPool, samples: Samples, sample: int, frame: int) -> None:
        """Pass a frame on; without a canvas, or without room for it, its picture is left out."""
        self.tend()
        if time.monotonic() < self._again_at:
            return
        if pool.ring is not self._ring:
            self.jump()
        key = self.is_key(frame)
        session = self._session or self._begin(frame, pool)
        taken = canvas if key and self._encoder.waiting < self.slots or self.room else None
        self.left_out += taken is None
        self._offered = frame
        self._encoder.offer(Offer(taken, pool, samples, sample, frame, key or frame == session.first_frame))

    def hurry(self, on: bool) -> None:
        """Whether there is so much to do that the encoder goes before other programs, where we may."""
        self._encoder.hurry(on)

    def _begin(self, frame: int, pool: CanvasPool) -> Session:
        canvas = self._canvas
        wall = frame / canvas.fps if self._offline else time.time()
        self._session = Session(
            frame,
            canvas.fps,
            canvas.width,
            canvas.height,
            self.segment_frames,
            sound=True,
            time=float(wall),
            delay_frames=self.delay_frames,
        )
        self._ring, self._began_at = pool.ring, frame
        self._encoder.begin(self._session, self._quality, pool.ring)
        return self._session

    def tend(self) -> None:
        """Hear the encoder; one that is lost is replaced, and a new session begins."""
        self._encoder.poll()
        encoded, left_out = self._encoder.counted()
        self.encoded += encoded
        self.left_out += left_out
        if self._encoder.lost:
            log.note(f"the programme's encoder was lost: {self._encoder.lost}")
            self.lost += 1
            self._encoder.release()
            self._failures = 0 if self._encoder.encoded > self._began_at else self._failures + 1
            self._again_at = time.monotonic() + PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]
            self._encoder = self._new_encoder()
            self.jump()

    # -- readers, and the end ----------------------------------------------------------------------

    def subscribe(self, subscriber: Subscriber) -> None:
        self._encoder.subscribe(subscriber)

    def lag(self, frame: int) -> int:
        """How many frames the encoder is behind."""
        return frame - self._encoder.encoded if self._session else 0

    @property
    def subscribers(self) -> int:
        return self._encoder.subscribers

    def close(self) -> None:
        """Encode the rest and tell the subscribers that this is the end."""
        self._encoder.finish()
