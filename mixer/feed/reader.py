"""The worker that reads a source, as the engine sees it: started, heard, ended, and started again."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import asdict, replace
from typing import Any

from mixer.core.clock import Timeline
from mixer.errors import ChannelClosed
from mixer.feed.forkserver import Forkserver
from mixer.feed.messages import RUBBISH
from mixer.feed.ring import PictureRing, SoundRing
from mixer.kinds.sources import SOURCES
from mixer.process import log
from mixer.protocol.fallback import Fallback
from mixer.protocol.kept import folder_name
from mixer.protocol.showfile import Canvas, Source
from mixer.protocol.wire import Channel, Message, close_all

SILENT_S = 6.0  # a worker says something each second; one that has not for this long is ended
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
OFFLINE_TRIES = 3  # a render does not wait for ever for a source that cannot be read
DATAGRAMS = 128  # read of one worker in a frame; what an honest one says in two seconds
LONGEST = 1 << 20  # bytes of one message

_SERIAL = itertools.count()


class Reader:
    """The life of one source's worker. Nothing here blocks, whatever the worker does.

    Who reads more of it says what it does with `_begun`, `_hear` and `_gave_up`.
    """

    def __init__(
        self, source: Source, canvas: Canvas, timeline: Timeline, forkserver: Forkserver, offline: bool
    ) -> None:
        self.source, self.canvas, self.offline = source, canvas, offline
        self.kind = SOURCES[source.input.kind]
        self.restarts = -1
        self.ended = False
        self._anchor = (timeline.anchor_ns, timeline.anchor_frame)
        self._forkserver = forkserver
        self._channel: Channel | None = None
        self._status: dict[str, Any] = {"state": "waiting", "text": "waiting"}
        self.lives = 0  # how often it has become live
        self._since = self._heard = time.monotonic()
        self._retry_at = 0.0
        self._lost_at = float("-inf")
        self._births = 0
        self._failures = 0
        self._serial = next(_SERIAL)

    def _begun(self) -> None:
        """A worker was started: it knows nothing yet."""

    def _hear(self, kind: bytes, body: bytes) -> None:
        """Take in a message. Raises what RUBBISH names."""

    def _gave_up(self) -> None:
        """No worker is started again by itself."""

    @property
    def key(self) -> str:
        """Names the present worker: the news of an earlier one's death must not end it."""
        return f"{self.source.id}.{self._serial}.{self.restarts}"

    # -- its life ----------------------------------------------------------------------------------

    def tend(self) -> None:
        """Start the worker when it is due, and end it when it says nothing any more."""
        now = time.monotonic()
        if self._channel is None:
            if now >= self._retry_at and not self.ended:
                self._try_to_start(now)
        elif self._births != self._forkserver.births or (not self.offline and now - self._heard > SILENT_S):
            self.lost("stopped answering")

    def _try_to_start(self, now: float) -> None:
        """Start the worker; while there is no forkserver, or no room for its memory, try again later."""
        self._retry_at = now + RETRY_S[0]
        fds: list[int] = []
        try:
            fds.append(PictureRing.allocate(self.canvas.width, self.canvas.height))
            fds.append(SoundRing.allocate())
            self._start(now, *fds)
        except OSError as error:
            self._retry_at = now + RETRY_S[-1]
            self._became({"state": "retrying", "text": f"retrying: no reader could be started: {error.strerror}"})
        finally:
            close_all(fds)

    def _start(self, now: float, pictures: int, sounds: int) -> None:
        ours, theirs = Channel.pair()
        ours.longest = LONGEST
        self.restarts += 1
        with theirs:
            asked = self._forkserver.fork(self.key, "source", self._spec(), [theirs.fileno(), pictures, sounds])
        if not asked:
            self.restarts -= 1
            ours.close()
            return
        self._pictures = PictureRing(pictures, self.canvas.width, self.canvas.height)
        self._sounds = SoundRing(sounds)
        self._channel, self._births, self._heard = ours, self._forkserver.births, now
        self._begun()

    def _kept(self) -> str:
        """The folder in which its reader keeps what outlives it."""
        folder = self._forkserver.kept
        if folder is None or self.offline or not self.kind.keeps(self.source.input):
            return ""
        return str(folder / folder_name(self.source.id))

    def _spec(self) -> dict[str, Any]:
        """What a worker is told of what it is to read."""
        return {
            "source": asdict(replace(self.source, fallback=Fallback())),  # whose addresses are none of its business
            "canvas": asdict(self.canvas),
            "anchor": self._anchor,
            "offline": self.offline,
            "open": getattr(self.source.input, "path", ""),
            "limits": asdict(self.kind.limits),
            "network": self.kind.network(self.source.input),
            "keep": self._kept(),
        }

    def lost(self, why: str) -> None:
        """The worker is gone: it is started again, sooner or later as often as it failed."""
        if self._channel is None:
            return
        self._forkserver.kill(self.key)  # it may have hung up and gone on
        if self._status["state"] == "live":
            self._lost_at = time.monotonic()
        self._channel.close()
        self._channel = None
        if self._status["state"] in ("ended", "failed") or (self.offline and self._failures >= OFFLINE_TRIES):
            self.ended = True
            self._gave_up()
            return
        pause = RETRY_S[min(self._failures, len(RETRY_S) - 1)] * random.uniform(0.8, 1.2)
        self._failures += 1
        self._retry_at = time.monotonic() + pause
        self._became({"state": "retrying", "text": f"retrying: {why}"})

    def _start_over(self) -> None:
        """Let one that gave up be tried again at once."""
        self.ended, self._retry_at, self._failures = False, 0.0, 0

    def _became(self, status: dict[str, Any]) -> None:
        if status.get("state") and status.get("state") != self._status.get("state"):
            self._since = time.monotonic()
            if status["state"] == "live":
                self._failures, self.lives = 0, self.lives + 1
        if status:
            self._status = status

    def close(self) -> None:
        self._forkserver.kill(self.key)
        if self._channel:
            self._channel.close()
            self._channel = None

    # -- what is said ------------------------------------------------------------------------------

    def fileno(self) -> int | None:
        """Where the worker is heard, for those who can wait."""
        return self._channel.fileno() if self._channel else None

    def poll(self) -> None:
        """Take in what the worker has said."""
        if self._channel is None:
            return
        try:
            messages = self._channel.receive(DATAGRAMS)
            if messages:
                self._heard = time.monotonic()
                self._hear_all(messages)
            self._channel.flush()
        except ChannelClosed:
            self.lost("its reader ended")
        except RUBBISH as error:
            log.note(f"{self.key}: its reader sent rubbish: {error}"[:300])
            self.lost("its reader sent rubbish")

    def _hear_all(self, messages: list[Message]) -> None:
        """Raises what RUBBISH names. A reader has no descriptors to give us; those that come are closed."""
        try:
            for message in messages:
                self._hear(message.kind, message.body)
        finally:
            for message in messages:
                close_all(message.fds)

    def _tell_always(self, kind: bytes, body: bytes) -> None:
        if self._channel:
            try:
                self._channel.send(kind, body)
            except ChannelClosed:
                self.lost("its reader ended")
