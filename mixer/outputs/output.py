"""One rendition's way out: from the frames to its encoder, and from there to its readers."""

from __future__ import annotations

import time
from collections import deque

from mixer.core.sound import Samples
from mixer.errors import OutputRefused
from mixer.feed.forkserver import Forkserver
from mixer.outputs.canvas import Canvas, CanvasPool, CanvasRing
from mixer.outputs.encoder_process import EncoderProcess, Offer
from mixer.outputs.programme import Programme, Rendition
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.process import log
from mixer.protocol.showfile import Show

PAUSES_S = (0.0, 0.3, 1.0, 2.0, 5.0)  # before the next try, as often as one has ended without a picture
KEYS_KEPT = 10  # more pictures than that may wait, if they are the first of segments
SPLICES_KEPT = 64  # that may still wait in the programme's delay
PATIENT_DEPTH = 3  # pictures of a render that wait: few canvases stay in the cache


class Output:
    """A session ends when the clock jumps, when the show's format changes and when its encoder is lost.

    An encoder that cannot keep up keeps its session: pictures are left out, but never a segment's first, and never
    any sound; an instant one leaves out whole frames. A `patient` one is waited for instead.
    """

    def __init__(
        self, programme: Programme, rendition: Rendition, show: Show, forkserver: Forkserver, patient: bool = False
    ) -> None:
        self.programme, self.rendition, self.patient = programme, rendition, patient
        self.lost = self.encoded = self.left_out = self.delay_frames = 0  # the second and third are pictures
        self._forkserver = forkserver
        self._session: Session | None = None
        self._ring: CanvasRing | None = None
        self._splices: deque[int] = deque(maxlen=SPLICES_KEPT)
        self._failures = self._began_at = self._offered = 0
        self._again_at = self._read_at = 0.0
        self._encoder = self._new_encoder()
        self.configure(show)

    def _new_encoder(self) -> EncoderProcess:
        return EncoderProcess(self._forkserver, self.rendition.job, self.rendition.name)

    def configure(self, show: Show) -> None:
        """Take the show's format; the next picture begins a session."""
        self._rate, self._quality = show.canvas.fps, self.rendition.quality(show.encoding)
        self.size = self.programme.size(show.canvas, self.rendition)
        self.segment_frames = max(1, round((self.rendition.segment_s or show.encoding.segment_s) * self._rate))
        self.depth = max(4, round(self.rendition.depth_s * self._rate))
        self.jump()

    def jump(self) -> None:
        """End the session: the next picture begins a new one, for the same readers."""
        self._session = None

    def splice(self, frame: int) -> None:
        """A segment begins with this frame, on the grid or off it. Monitors have none."""
        if not self.instant:
            self._splices.append(frame)

    # -- how it stands -----------------------------------------------------------------------------

    @property
    def instant(self) -> bool:
        return self._quality.instant

    @property
    def wanted(self) -> bool:
        """Whether it is encoded: always, or while somebody reads it."""
        return self.rendition.linger_s is None or self._encoder.begun

    @property
    def slots(self) -> int:
        """How many pictures wait for the encoder at most: room is kept for the first of some segments."""
        return 0 if not self.rendition.video else self.depth + (0 if self.instant else KEYS_KEPT)

    def is_key(self, frame: int) -> bool:
        """Whether a segment begins with this frame."""
        return self._session is None or frame % self.segment_frames == 0 or frame in self._splices

    @property
    def room(self) -> bool:
        """Whether the encoder takes more than the first pictures of segments."""
        return self.patient or self._encoder.waiting < self.depth

    @property
    def begun(self) -> bool:
        """Whether the encoder has encoded anything of this session: a process takes a moment to start."""
        return self._session is not None and self._encoder.encoded >= self._session.first_frame

    @property
    def fullness(self) -> float:
        """How far the encoder is behind, 1 being as far as it may."""
        behind = self._offered - self._encoder.encoded if self._session else 0
        return min(1.0, behind / self.depth)

    def lag(self, frame: int) -> int:
        """How many frames the encoder is behind."""
        return frame - self._encoder.encoded if self._session else 0

    @property
    def picture_ms(self) -> float:
        """How long the encoder takes for a picture; 0 before that is known."""
        return self._encoder.picture_ms

    @property
    def subscribers(self) -> int:
        return self._encoder.subscribers

    # -- a frame -----------------------------------------------------------------------------------

    def offer(self, canvas: Canvas | None, pool: CanvasPool, samples: Samples, sample: int, frame: int) -> None:
        """Pass a frame on; without a canvas in a ring, or without room for it, its picture is left out."""
        picture = canvas if self.rendition.video and canvas and canvas.slot is not None else None
        if not self._takes(picture):
            return
        if self.rendition.video and pool.ring is not self._ring:
            self.jump()
        key = self.is_key(frame)
        if self._session is None:
            self._begin(frame, pool)
        taken = picture if self.room or (key and self._encoder.waiting < self.slots) else None
        self.left_out += taken is None
        self._offered = frame
        heard = samples if self.rendition.audio else samples[:0]
        self._encoder.offer(Offer(taken, pool, heard, sample, frame, key))
        if self.patient:
            self._encoder.wait_until(lambda: self._encoder.waiting < PATIENT_DEPTH)

    def _takes(self, picture: Canvas | None) -> bool:
        """Whether there is anything to encode, and an encoder with time for it."""
        if not (self.wanted and (picture or self.rendition.audio)):
            return False
        return time.monotonic() >= self._again_at and not (self.instant and self._encoder.behind >= self.depth)

    def _begin(self, frame: int, pool: CanvasPool) -> None:
        wall = float(frame / self._rate) if self.patient else time.time()
        rendition, (width, height) = self.rendition, self.size
        self._session = Session(
            frame, self._rate, width, height, self.segment_frames, wall,
            rendition.video, rendition.audio, rendition.packaging, self._side, self.delay_frames,
        )  # fmt: skip
        self._ring, self._began_at = pool.ring if rendition.video else None, frame
        self._encoder.begin(self._session, self._quality, self._ring, self.patient)

    @property
    def _side(self) -> str:
        return "air" if self.programme.shows in ("air", "clean") else "desk"

    def tend(self) -> None:
        """Hear the encoder; one that is lost is replaced, one that nobody reads any more ends. Raises OutputRefused.

        That only for a render, which would else lack what was lost.
        """
        self._encoder.poll()
        encoded, left_out = self._encoder.counted()
        self.encoded += encoded
        self.left_out += left_out
        if self._encoder.lost:
            self._replace()
        elif self._is_idle():
            self._encoder.close()
            self._renew()

    def _replace(self) -> None:
        name = f"{self.programme.name}: the {self.rendition.job} {self.rendition.name}"
        log.note(f"{name} was lost: {self._encoder.lost}")
        if self.patient:
            raise OutputRefused(f"the encoder failed: {self._encoder.lost}")
        self.lost += 1
        self._failures = 0 if self._encoder.encoded > self._began_at else self._failures + 1
        self._again_at = time.monotonic() + PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]
        self._renew()

    def _is_idle(self) -> bool:
        if self.rendition.linger_s is None or not self._encoder.begun:
            return False
        now = time.monotonic()
        if self._encoder.subscribers:
            self._read_at = now
        return now - self._read_at > self.rendition.linger_s

    def _renew(self) -> None:
        self._encoder = self._new_encoder()
        self.jump()

    def hurry(self, on: bool) -> None:
        """Whether there is so much to do that the encoder goes before other programs, where we may."""
        self._encoder.hurry(on)

    # -- readers, and the end ----------------------------------------------------------------------

    def subscribe(self, subscriber: Subscriber) -> None:
        """Let a reader in. Only an instant rendition gives it a keyframe at once: others have theirs on the grid."""
        self._read_at = time.monotonic()
        self._encoder.subscribe(subscriber, key_now=self.instant)

    def write(self, fd: int) -> None:
        """Have all of it written to this file too."""
        self._encoder.write(fd)

    def close(self) -> None:
        """Have the rest encoded and the readers told; an instant rendition has nothing to say any more.

        Raises OutputRefused when a render's rest could not be encoded or written.
        """
        if self.instant:
            return self._encoder.close()
        if self.patient and self._encoder.begun:
            self._encoder.finish(float("inf"))
            if not self._encoder.finished:
                raise OutputRefused(f"the encoder failed: {self._encoder.lost}")
        self._encoder.finish()
