"""The engine's hold on an encoder, the programme's or a monitor's: a child of the forkserver, in a session of its own.

A kernel that shares its cores by session (autogroup) would else give the engine, its sources and x264 together no
more than one other program; and an encoder that crashes must not take the programme's pictures along.
"""

from __future__ import annotations

import _thread
import contextlib
import itertools
import json
import os
import select
import signal
import time
from collections import deque

import numpy as np

from mixer.errors import ChannelClosed
from mixer.feed.forkserver import Forkserver
from mixer.feed.waiting import Patience
from mixer.outputs.canvas import CanvasRing
from mixer.outputs.encoder import Quality
from mixer.outputs.encoder_link import DONE, LEFT_OUT, OFFER, Done, Offered, SessionOrder
from mixer.outputs.rendition import Offer
from mixer.outputs.session import Session
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.priority import ENCODER, share
from mixer.protocol.wire import JSON, Channel

HUNG_S = 15.0  # longer than any starving takes
HUNG = f"it has encoded nothing for {HUNG_S:g} s"
FINISH_S = 8.0
BYE_S = 2.0  # to end, once its channel is closed
LONGEST = 1 << 16  # bytes of one message
MUTE = np.zeros((0, 2), np.float32)
LIMITS = {"memory_mb": 64 << 10}  # the ring of a long delay in a large format is mapped whole
_SERIAL = itertools.count(1)


class EncoderProcess:
    """Nothing here waits for the process, but `finish`. Once it is `lost`, another has to be made."""

    def __init__(self, forkserver: Forkserver, job: str = "encoder", name: str = "program") -> None:
        self.lost = ""
        self._forkserver, self._job = forkserver, job
        self._key = f"{name}.{next(_SERIAL)}"
        self.encoded = -1
        self.subscribers = self._session = 0
        self._encoded_now = self._left_out_now = 0
        self._hurried = 0  # the process that has been given more of the machine
        self._out: deque[Offer] = deque()  # offered, oldest first, and not encoded yet
        self._channel: Channel | None = None
        self._patience = Patience()
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

    def begin(self, session: Session, quality: Quality, ring: CanvasRing | None) -> None:
        """Begin a session for the same readers; what was offered to an earlier one is dropped."""
        assert ring is not None, "another process sees only what lies in a ring"
        self.release()
        self.encoded, self._session = session.first_frame - 1, self._session + 1
        order = SessionOrder(session, quality, ring.size, ring.slots, self._session)
        self._send(JSON, json.dumps(order.to_json()).encode(), (ring.fd,))

    def offer(self, offer: Offer) -> None:
        """Have a frame encoded. A picture that lies in no ring is left out."""
        if self.lost:
            return
        slot = offer.canvas.slot if offer.canvas else None
        offer.hold()
        self._out.append(offer)
        samples = MUTE if offer.samples is None else offer.samples
        place = LEFT_OUT if slot is None else slot
        self._send(OFFER, Offered(offer.frame, place, offer.key, offer.sample, samples).pack())

    def subscribe(self, subscriber: Subscriber, *, key_now: bool = False) -> None:
        """Hand a reader's connection over; `key_now` makes the next picture one to begin with."""
        self._send(JSON, json.dumps({"subscribe": True, "key": key_now}).encode(), (subscriber.channel.fileno(),))
        subscriber.channel.close()

    def hurry(self, on: bool) -> None:
        """Have the system give it more than other programs, where we may; else, and in quiet times, as much.

        Always more would cost latency elsewhere: monitors and consoles share the cores with it.
        """
        pid = self._pid
        if pid and on != (self._hurried == pid):
            self._hurried = pid if on else 0
            _thread.start_new_thread(share, (ENCODER if on else 0, pid))

    def finish(self) -> None:
        """Have the rest encoded and the readers told that this is the end; waits for that."""
        deadline = time.monotonic() + FINISH_S
        if self._channel:
            self._send(JSON, b'{"finish":true}')
        while self._channel and not self.lost and time.monotonic() < deadline:
            select.select([self._channel], [], [], 0.1)
            self.poll()
        self.lost = self.lost or HUNG
        self.close()

    # -- what it says ------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """How many pictures it has not encoded yet."""
        return sum(1 for offer in self._out if offer.canvas)

    def counted(self) -> tuple[int, int]:
        """How many pictures it has encoded, and left out because they came too late, since the last question."""
        counts = self._encoded_now, self._left_out_now
        self._encoded_now = self._left_out_now = 0
        return counts

    def poll(self) -> None:
        """Hear what it has encoded, and give those canvases back."""
        if self.lost or self._channel is None:
            return
        try:
            for message in self._channel.receive():
                if message.kind == DONE:
                    self._done(Done.unpack(message.body))
                elif message.kind == JSON:
                    told = message.json()
                    self.subscribers = int(told.get("subscribers", self.subscribers))
                    if "pid" in told:
                        self._met(int(told["pid"]))
            self._channel.flush()
        except ChannelClosed as error:
            self._lose(str(error))
        if self._patience.waited_s(self.encoded if self._out else None) > HUNG_S:
            self._lose(HUNG)

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
        except ChannelClosed as error:
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
        self.release()
        if self._channel:
            self._channel.close()
        if self._pidfd >= 0:
            pidfd, self._pidfd = self._pidfd, -1
            _thread.start_new_thread(bury, (pidfd, 0.0 if hung else BYE_S))


def bury(pidfd: int, patience_s: float) -> None:
    """See a process end, and kill it when it has not within so long."""
    if not select.select([pidfd], [], [], patience_s)[0]:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.close(pidfd)
