"""What operators listen to by themselves: sources before their faders. Nothing of it is on any programme."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from mixer.core.clock import Timeline
from mixer.core.sound import Limiter, Samples
from mixer.engine.delay import Frame
from mixer.feed.forkserver import Forkserver
from mixer.outputs.output import Output
from mixer.outputs.programme import soloed
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.showfile import Show
from mixer.protocol.solo import is_solo, solo_of

MOST = 8  # at once: each is a process

Hear = Callable[[str], Samples]
"""The sound of one source in the frame just mixed."""


class Solo:
    """One mix of sources, and its way out."""

    def __init__(self, name: str, show: Show, forkserver: Forkserver) -> None:
        self.sources, _ = solo_of(name)
        programme = soloed(name)
        self.output = Output(programme, programme.renditions[0], show, forkserver)
        self._limiter = Limiter()

    def pass_on(self, made: Frame, at: int, hear: Hear) -> None:
        mixed: Samples = reduce(np.add, (hear(name) for name in self.sources))
        self.output.offer(None, made.pool, self._limiter.limit(mixed), at, made.number)


class Solos:
    """Those that somebody listens to now, by the name they were asked for."""

    def __init__(self, show: Show, forkserver: Forkserver) -> None:
        self._show, self._forkserver = show, forkserver
        self._solos: dict[str, Solo] = {}

    def admit(self, name: str, subscriber: Subscriber) -> bool:
        """Let somebody listen; False for what is no such name, or one too many."""
        if not is_solo(name) or (name not in self._solos and len(self._solos) >= MOST):
            return False
        if name not in self._solos:
            self._solos[name] = Solo(name, self._show, self._forkserver)
        self._solos[name].output.subscribe(subscriber)
        return True

    def pass_on(self, made: Frame, timeline: Timeline, hear: Hear) -> None:
        """What is heard of them in this frame; those that nobody listens to any more end."""
        for name, solo in list(self._solos.items()):
            solo.output.tend()
            if solo.output.wanted:
                solo.pass_on(made, timeline.first_sample(made.number), hear)
            else:
                self._solos.pop(name).output.close()

    def load(self, show: Show) -> None:
        self._show = show
        for solo in self._solos.values():
            solo.output.configure(show)

    def jump(self) -> None:
        for solo in self._solos.values():
            solo.output.jump()

    @property
    def listeners(self) -> dict[str, int]:
        return {name: solo.output.subscribers for name, solo in self._solos.items()}

    def close(self) -> None:
        for solo in self._solos.values():
            solo.output.close()
        self._solos = {}
