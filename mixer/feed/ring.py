"""Pictures and sound in shared memory, sized up front and passed by descriptor.

The picture ring has SLOTS slots; a slot holds one native picture and the views cut from it, and has room for their
alpha. Only what a source fills costs memory: what comes over a network is decoded as it arrives and waits in more of
them. The sound ring is addressed by absolute sample index. Who may touch what is agreed by messages.
"""

from __future__ import annotations

import mmap

import numpy as np

from mixer.core.picture import Picture, Plane, on_buffer, size_of
from mixer.core.sound import Samples
from mixer.protocol.shared import shared_memory

SLOTS, LOCAL_SLOTS = 12, 8
VIEWS_SHARE = 3  # room for views, in canvases: full-size ones of both buses, cells and a monitor's
SOUND_LENGTH = 1 << 18  # samples, 5.4 s: the longest delay, plus the longest lead
_SOUND_MASK = SOUND_LENGTH - 1


class PictureRing:
    """Slots of planar pictures over a shared descriptor, for a canvas of width × height."""

    def __init__(self, fd: int, width: int, height: int) -> None:
        self.native_room = size_of(width, height, alpha=True)
        self.slot_size = self.native_room * (1 + VIEWS_SHARE)
        self._map = mmap.mmap(fd, self.slot_size * SLOTS)
        self._bytes: Plane = np.frombuffer(self._map, np.uint8)

    @staticmethod
    def allocate(width: int, height: int) -> int:
        return shared_memory("tally-pictures", size_of(width, height, alpha=True) * (1 + VIEWS_SHARE) * SLOTS)

    def picture(self, slot: int, offset: int, width: int, height: int, alpha: bool = False) -> Picture:
        """The picture of this size at `offset` bytes into a slot."""
        start = slot * self.slot_size + offset
        return on_buffer(self._bytes[start : start + size_of(width, height, alpha)], width, height, alpha)


class SoundRing:
    """Stereo float32 samples at their absolute index."""

    def __init__(self, fd: int) -> None:
        self._map = mmap.mmap(fd, SOUND_LENGTH * 8)
        self._samples: Samples = np.frombuffer(self._map, np.float32).reshape(SOUND_LENGTH, 2)

    @staticmethod
    def allocate() -> int:
        return shared_memory("tally-sound", SOUND_LENGTH * 8)

    def write(self, samples: Samples, at: int) -> None:
        first = at & _SOUND_MASK
        head = min(len(samples), SOUND_LENGTH - first)
        self._samples[first : first + head] = samples[:head]
        self._samples[: len(samples) - head] = samples[head:]

    def read(self, at: int, count: int) -> Samples:
        """A copy of `count` samples from index `at` on."""
        first = at & _SOUND_MASK
        head = min(count, SOUND_LENGTH - first)
        if head == count:
            return self._samples[first : first + count].copy()
        return np.concatenate((self._samples[first:], self._samples[: count - head]))
