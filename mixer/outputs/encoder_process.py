"""The engine's hold on an encoder, whatever it encodes: a child of the forkserver, in a session of its own.

A kernel that shares its cores by session (autogroup) would else give the engine, its sources and x264 together no
more than one other program; and an encoder that crashes must not take the programme's pictures along.
"""

from __future__ import annotations

import _thread
import contextlib
import itertools
import json
import math
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.feed.forkserver import Forkserver
from mixer.feed.waiting import Patience
from mixer.outputs.canvas import Canvas, CanvasPool, CanvasRing
from mixer.outputs.encoder_link import DONE, LEFT_OUT, OFFER, Done, Offered, SessionOrder
from mixer.outputs.quality import Quality
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.priority import ENCODER, share
from mixer.protocol.wire import JSON, Channel

HUNG_S = 15.0  # longer than any starving takes
HUNG = f"it has encoded nothing for {HUNG_S:g} s"
PATIENT_S = 600.0  # of one that may take the time that it takes: longer than any picture
FINISH_S = 8.0
BYE_S = 2.0  # to end, once its channel is closed
LONGEST = 1 << 16  # bytes of one message
LIMITS = {"memory_mb": 64 << 10}  # the ring of a long delay in a large format is mapped whole
_SERIAL = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture, unless it is left out, and the sound that belongs to it, whose first sample has index `sample`.

    `key` asks for an IDR.
    """

    canvas: Canvas | None
    pool: CanvasPool
    samples: Samples
    sample: int
    frame: int
    key: bool

    def hold(self) -> None:
        if self.canvas:
            self.pool.hold(self.canvas)

    def release(self) -> None:
        if self.canvas:
            self.pool.release(self.canvas)


class EncoderProcess:
    """Nothing here waits for the process, but `finish` and `wait_until`. Once it is `lost`, another has to be made."""

    def __init__(self, forkserver: Forkserver, job: str = "encoder", name: str = "program") -> None:
        self.lost = ""
        self.finished = False  # it has told its readers that this is the end
        self._forkserver, self._job = forkserver, job
        self._key = f"{name}.{next(_SERIAL)}"
        self.encoded = -1
        self.picture_ms = 0.0  # that one picture takes it; 0 before it has said so
        self.subscribers = self._session = 0
        self._encoded_now = self._left_out_now = 0
        self._hurried = 0  # the process that has been given more of the machine
        self._out: deque[Offer] = deque()  # offered, oldest first, and not encoded yet
        self._channel: Channel | None = None
        self._patience, self._hung_s = Patience(), HUNG_S
        self._pid, self._pidfd = 0, -1  # once it has said so

    def _began(self) -> Channel:
        """The channel; the process is begun when it is first needed, and what is said meanwhile waits."""
        if self._channel is None:
            self._channel, theirs = Channel.pair()
            self._channel.longest = LONGEST
            with theirs:
                asked = self._forkserver.fork(self._key, self._job, {"limits": LIMITS}, [theirs.fileno()])
            if not asked:
                raise ChannelClosed("there is no forkserver just now")
        return self._channel

    # -- orders ------------------------------------------------------------------------------------

    def begin(self, session: Session, quality: Quality, ring: CanvasRing | None, patient: bool = False) -> None:
        """Begin a session for the same readers; what was offered to an earlier one is dropped.

        A session of sound needs no ring. A `patient` one hangs only when a single frame takes minutes.
        """
        self.release()
        self._hung_s = PATIENT_S if patient else HUNG_S
        self.encoded, self._session = session.first_frame - 1, self._session + 1
        size, slots, fds = (ring.size, ring.slots, (ring.fd,)) if ring else ((0, 0), 0, ())
        order = SessionOrder(session, quality, size, slots, self._session, patient)
        self._send(JSON, json.dumps(order.to_json()).encode(), fds)

    def offer(self, offer: Offer) -> None:
        """Have a frame encoded. A picture that lies in no ring is left out."""
        if self.lost:
            return
        slot = offer.canvas.slot if offer.canvas else None
        offer.hold()
        self._out.append(offer)
        place = LEFT_OUT if slot is None else slot
        self._send(OFFER, Offered(offer.frame, place, offer.key, offer.sample, offer.samples).pack())

    def subscribe(self, subscriber: Subscriber, *, key_now: bool = False) -> None:
        """Hand a reader's connection over; `key_now` makes the next picture one to begin with."""
        self._send(JSON, json.dumps({"subscribe": True, "key": key_now}).encode(), (subscriber.channel.fileno(),))
        subscriber.channel.close()
        self.subscribers += 1  # until it says itself how many they are

    def write(self, fd: int) -> None:
        """Have everything written to a file too; the descriptor stays the caller's."""
        self._send(JSON, b'{"file":true}', (fd,))

    def hurry(self, on: bool) -> None:
        """Have the system give it more than other programs, where we may; else, and in quiet times, as much.

        Always more would cost latency elsewhere: monitors and consoles share the cores with it.
        """
        pid = self._pid
        if pid and on != (self._hurried == pid):
            self._hurried = pid if on else 0
            _thread.start_new_thread(share, (ENCODER if on else 0, pid))

    def finish(self, seconds: float = FINISH_S) -> None:
        """Have the rest encoded and the readers told that this is the end; waits for that, at most so long."""
        if self._channel:
            self._send(JSON, b'{"finish":true}')
            self.wait_until(lambda: False, seconds)
        self.lost = self.lost or HUNG
        self.close()

    def wait_until(self, done: Callable[[], bool], seconds: float = math.inf) -> None:
        """Hear it until that is so, it is lost, or so much time has passed."""
        deadline = time.monotonic() + seconds
        while self._channel and not self.lost and not done() and time.monotonic() < deadline:
            select.select([self._channel], [], [], 0.1)
            self.poll()

    # -- what it says ------------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """Whether there is a process, or is about to be."""
        return self._channel is not None

    @property
    def waiting(self) -> int:
        """How many pictures it has not encoded yet."""
        return sum(1 for offer in self._out if offer.canvas)

    @property
    def behind(self) -> int:
        """How many frames it has not encoded yet, with a picture or without."""
        return len(self._out)

    def counted(self) -> tuple[int, int]:
        """How many pictures it has encoded, and left out because they came too late, since the last question."""
        counts = self._encoded_now, self._left_out_now
        self._encoded_now = self._left_out_now = 0
        return counts

    def poll(self) -> None:
        """Hear what it has encoded, and give those canvases back."""
        tend_graves()
        if self.lost or self._channel is None:
            return
        try:
            for message in self._channel.receive():
                if message.kind == DONE:
                    self._done(Done.unpack(message.body))
                elif message.kind == JSON:
                    self._told(message.json())
            self._channel.flush()
        except ChannelClosed as error:
            self._lose(str(error))
        if self._patience.waited_s(self.encoded if self._out else None) > self._hung_s:
            self._lose(HUNG)

    def _told(self, told: dict[str, Any]) -> None:
        self.subscribers = int(told.get("subscribers", self.subscribers))
        self.finished = self.finished or "finished" in told
        self.picture_ms = float(told.get("picture_ms", self.picture_ms))
        if "pid" in told:
            self._met(int(told["pid"]))

    def _done(self, done: Done) -> None:
        frame, session, left_out = done
        if session != self._session:  # of one that is over: its canvases have been given back
            return
        while self._out and self._out[0].frame <= frame:
            offer = self._out.popleft()
            offer.release()
            self._encoded_now += offer.canvas is not None and not left_out
        self._left_out_now += left_out
        self.encoded = max(self.encoded, frame)

    def _send(self, kind: bytes, body: bytes, fds: tuple[int, ...] = ()) -> None:
        if self.lost:
            return
        try:
            self._began().send(kind, body, fds)
        except (ChannelClosed, OSError) as error:  # the latter where no descriptor is left
            self._lose(str(error))

    def _lose(self, why: str) -> None:
        self.lost = why
        self.close()

    def release(self) -> None:
        """Give back every canvas that waits."""
        while self._out:
            self._out.popleft().release()

    def _met(self, pid: int) -> None:
        """Hold on to the process itself: a lost forkserver could not end it for us, and its number may be another's."""
        self._pid = pid
        with contextlib.suppress(OSError, AttributeError):  # it is gone already, or no such call here
            self._pidfd = os.pidfd_open(pid)

    def close(self) -> None:
        """End the process: it does so by itself once its channel is closed; one that hangs is killed."""
        hung, self.lost = self.lost == HUNG, self.lost or "closed"
        if self._channel:
            self._channel.close()
        if hung and self._pidfd >= 0:
            kill(self._pidfd)
            _GRAVES.append((self._pidfd, self._out))  # it may be reading those until it is dead
            self._pidfd, self._out = -1, deque()
        self.release()
        if self._pidfd >= 0:
            pidfd, self._pidfd = self._pidfd, -1
            _thread.start_new_thread(bury, (pidfd, BYE_S))


_GRAVES: list[tuple[int, deque[Offer]]] = []


def tend_graves() -> None:
    """Give back what killed processes were reading, once they are dead."""
    for grave in [one for one in _GRAVES if select.select([one[0]], [], [], 0)[0]]:
        _GRAVES.remove(grave)
        os.close(grave[0])
        for offer in grave[1]:
            offer.release()


def kill(pidfd: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def bury(pidfd: int, patience_s: float) -> None:
    """See a process end, and kill it when it has not within so long."""
    if not select.select([pidfd], [], [], patience_s)[0]:
        kill(pidfd)
    os.close(pidfd)
