"""Those who caption: each is sent the sound and the clock, and sends plates and the schedule they stand by.

What they send is only ever looked at in small pieces, a bounded number a frame; one that sends rubbish loses its
connection and nothing else. The schedule of the newest counts. One that is gone leaves what it had scheduled for the
next seconds: its cues end when they were to end.
"""

from __future__ import annotations

import json
import struct
from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import Any

from mixer.core.compose import Bitmap
from mixer.core.geometry import Box
from mixer.core.sound import Samples
from mixer.core.track import FARTHEST, OPAQUE, Mark, Name, Track, at, end_of, faded, is_name, read_track, shown
from mixer.errors import ChannelClosed
from mixer.feed.messages import RUBBISH
from mixer.overlays.bitmap import bitmap_from
from mixer.process import log
from mixer.protocol.wire import JSON, Channel, Message, close_all

SOUND, PLATE = b"S", b"P"
HEAD = struct.Struct("<qqq")
MAX_CAPTIONERS = 4  # connected at once; one more sends the oldest away
MAX_PLATES, MAX_BYTES = 64, 64 << 20
MAX_PIXELS = 4 << 20  # of a plate, and blended in a frame: about 2 ms, half a picture of 2160 lines
LONGEST = 128 << 10  # bytes of a message
SMALL = 4 << 10  # a longer word is the only one of its frame
MESSAGES, DATAGRAMS = 16, 32  # heard of one captioner in a frame
WAITING = 64  # messages; with more unread it is left to wait
MAX_BACKLOG = 1 << 20  # bytes of unread sound, about 10 s
LINGER_FRAMES = 600  # at most so much of its schedule outlives a captioner
TINTED = 8  # faded plates kept


class Captioner:
    """One connection: its plates and its schedule."""

    def __init__(self, channel: Channel, listen: str) -> None:
        channel.longest = LONGEST
        self.channel, self.listen = channel, listen
        self.track: Track | None = None  # None until it has sent one
        self.session: dict[str, Any] | None = None  # the one it was told
        self._plates: dict[Name, Bitmap] = {}
        self._bytes = 0
        self._tinted: OrderedDict[tuple[Name, int], Bitmap] = OrderedDict()
        self._waiting: deque[Message] = deque()

    # -- what comes in -----------------------------------------------------------------------------

    def hear(self, first: Sequence[Message] = ()) -> None:
        """Do what it asks. Raises ChannelClosed, and what RUBBISH names."""
        self._waiting += first
        if len(self._waiting) < WAITING:
            self._waiting += self.channel.receive(DATAGRAMS)
        for _ in range(min(MESSAGES, len(self._waiting))):
            message = self._waiting.popleft()
            try:
                self._take(message)
            finally:
                close_all(message.fds)
            if len(message.body) > SMALL:
                return

    def _take(self, message: Message) -> None:
        if message.kind == PLATE:
            self._keep(message)
        elif message.kind == JSON:
            self._take_word(message.json())
        else:
            raise ValueError(f"unknown message {message.kind!r}")

    def _keep(self, message: Message) -> None:
        told = json.loads(message.body)
        name, box = told["plate"], Box(*told["box"])
        if not is_name(name) or len(message.fds) != 1 or max(abs(side) for side in box) > FARTHEST:
            raise ValueError("expected a plate's name, its box and a descriptor")
        if box.w * box.h > MAX_PIXELS:
            raise ValueError(f"a plate of {box.w} × {box.h}")
        self._forget(name)
        if len(self._plates) >= MAX_PLATES or self._bytes + weight(box) > MAX_BYTES:
            raise ValueError(f"over {MAX_PLATES} plates or {MAX_BYTES >> 20} MB of them")
        self._plates[name] = bitmap_from(message.fds[0], box)
        self._bytes += weight(box)

    def _take_word(self, told: dict[str, Any]) -> None:
        if "track" in told:
            self.track = read_track(told["track"])
        dropped = told.get("drop", [])
        if not isinstance(dropped, list) or not all(is_name(name) for name in dropped):
            raise ValueError("expected the names of plates to drop")
        for name in dropped:
            self._forget(name)
        self.listen = str(told.get("listen", self.listen))

    def _forget(self, name: Name) -> None:
        if plate := self._plates.pop(name, None):
            self._bytes -= weight(plate.box)
            for key in [key for key in self._tinted if key[0] == name]:
                del self._tinted[key]

    def wipe(self) -> None:
        """Forget everything that was made for another session."""
        self.track = None
        for name in list(self._plates):
            self._forget(name)

    # -- what shows --------------------------------------------------------------------------------

    def bitmaps(self, frame: int) -> list[Bitmap]:
        """What is to be blended over a frame, in this order; what would take too long is left out."""
        found, room = [], MAX_PIXELS
        for mark in at(self.track or (), frame):
            plate = self._plates.get(mark.plate)
            room -= plate.box.w * plate.box.h if plate else 0
            if plate and room >= 0 and (bitmap := self._shown(mark, plate)):
                found.append(bitmap)
        return found

    def _shown(self, mark: Mark, plate: Bitmap) -> Bitmap | None:
        if mark.opacity == 0:
            return None
        return shown(plate if mark.opacity == OPAQUE else self._tint(mark.plate, plate, mark.opacity), mark)

    def _tint(self, name: Name, plate: Bitmap, opacity: int) -> Bitmap:
        """The plate at an opacity: an effect asks for the same one a few frames long, a style for ever."""
        key = name, opacity
        if key not in self._tinted:
            self._tinted[key] = faded(plate, opacity)
            while len(self._tinted) > TINTED:
                self._tinted.popitem(last=False)
        self._tinted.move_to_end(key)
        return self._tinted[key]

    # -- what goes out -----------------------------------------------------------------------------

    def tell(self, session: dict[str, Any], head: bytes, sound: bytes) -> None:
        """This frame's sound; all of it is left out for one that does not read. Raises ChannelClosed."""
        if self.session is not session:
            self.session = session
            self.channel.send_json({"session": session})
        self.channel.flush()
        if self.channel.backlog < MAX_BACKLOG:
            self.channel.send(SOUND, head + sound)

    def close(self) -> None:
        self.channel.close()
        while self._waiting:
            close_all(self._waiting.popleft().fds)


class Captioners:
    """All of them, the newest last. Called once a frame, never waits."""

    def __init__(self) -> None:
        self._here: list[Captioner] = []
        self._gone: tuple[Captioner, int] | None = None  # who left a schedule behind, and until when it counts

    def __bool__(self) -> bool:
        """Whether somebody is connected."""
        return bool(self._here)

    def join(self, channel: Channel, hello: dict[str, Any], rest: Sequence[Message], frame: int) -> None:
        """Let one in, with what it said after its hello."""
        one = Captioner(channel, str(hello.get("listen", "program")))
        self._here.append(one)
        if len(self._here) > MAX_CAPTIONERS:
            self._lose(self._here[0], frame)
        self._hear(one, frame, rest)

    def serve(self, frame: int) -> None:
        """Hear everybody; `frame` is the one about to leave."""
        for one in list(self._here):
            self._hear(one, frame)

    def _hear(self, one: Captioner, frame: int, first: Sequence[Message] = ()) -> None:
        try:
            one.hear(first)
        except ChannelClosed:
            self._lose(one, frame)
        except (*RUBBISH, AttributeError) as error:
            log.note(f"a captioner sent rubbish: {error}"[:300])
            self._lose(one, frame)

    def _lose(self, one: Captioner, frame: int) -> None:
        self._here.remove(one)
        one.close()
        until = min(end_of(one.track or ()), frame + LINGER_FRAMES)
        if until > frame and not any(other.track is not None for other in self._here):
            self._gone = one, until

    def wipe(self) -> None:
        """Another session: what was drawn for the old one must not show."""
        self._gone = None
        for one in self._here:
            one.wipe()

    def bitmaps(self, frame: int) -> list[Bitmap]:
        """What is to be blended over the frame that leaves."""
        for one in reversed(self._here):
            if one.track is not None:
                self._gone = None
                return one.bitmaps(frame)
        return self._left_behind(frame) if self._gone else []

    def _left_behind(self, frame: int) -> list[Bitmap]:
        assert self._gone
        one, until = self._gone
        if frame >= until:
            self._gone = None
            return []
        return one.bitmaps(frame)

    def listening(self) -> set[str]:
        return {one.listen for one in self._here}

    def tell(self, session: dict[str, Any], numbers: tuple[int, int, int], sounds: dict[str, bytes]) -> None:
        """Send each what it listens to; `numbers` are the frame just mixed, the one leaving and the first sample."""
        head = HEAD.pack(*numbers)
        for one in list(self._here):
            try:
                one.tell(session, head, sounds.get(one.listen, b""))
            except ChannelClosed:
                self._lose(one, numbers[1])

    def close(self) -> None:
        for one in self._here:
            one.close()


def mono(samples: Samples) -> bytes:
    """Samples (n, 2) as one channel of int16."""
    scaled = (samples.mean(axis=1) * 32767).clip(-32768, 32767)
    return bytes(scaled.astype("<i2"))


def weight(box: Box) -> int:
    """Bytes of a plate: luma and chroma twice, and the second chroma, two bytes each."""
    return 5 * box.w * box.h + box.w * box.h // 2
