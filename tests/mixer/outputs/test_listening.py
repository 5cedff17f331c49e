"""A monitor's sound is a rendition by itself: what is heard, when, and by whom."""

from __future__ import annotations

import itertools
import json
import os
import signal
import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import av
import numpy as np
import psutil
import pytest

from mixer.core.sound import Samples
from mixer.errors import ChannelClosed
from mixer.feed.forkserver import Forkserver
from mixer.outputs.canvas import CanvasPool
from mixer.outputs.output import Output
from mixer.outputs.programme import Programme, listening
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.wire import Channel
from tests.children import children
from tests.helpers import a_show, tone
from tests.waiting import until

FRAME = 1600  # samples, at 30 frames a second
POOL = CanvasPool(64, 36)


class Sound:
    """The sound of a programme in one codec, offered frame by frame from sample 90,000 on."""

    def __init__(self, forkserver: Forkserver) -> None:
        self._forkserver = forkserver
        self.use("pcm")

    def use(self, codec: str) -> None:
        rendition = next(one for one in listening("program") if one.audio == codec)
        self.output = Output(Programme("desk", "desk", (rendition,)), rendition, a_show(), self._forkserver)

    def offer(self, sound: Samples, first: int = 0, frames: range | None = None) -> None:
        for number in frames or range(len(sound) // FRAME):
            self.output.tend()
            samples = sound[number * FRAME : (number + 1) * FRAME]
            self.output.offer(None, POOL, samples, 90_000 + number * FRAME, first + number)

    def processes(self) -> list[psutil.Process]:
        return children("tally sound")


class Listener:
    """The far end of a subscriber."""

    def __init__(self, sound: Sound) -> None:
        ours, self.theirs = Channel.pair()
        self.session: dict[str, Any] = {}
        self.sessions = 0
        self.heard: list[tuple[int, bytes]] = []
        self._sound = sound
        sound.output.subscribe(Subscriber(ours))

    def listen(self) -> list[tuple[int, bytes]]:
        self._sound.output.tend()  # as the engine does, once a frame
        for message in self.theirs.receive():
            if message.kind == b"J":
                self.session, self.heard = json.loads(message.body)["session"], []
                self.sessions += 1
            elif message.kind == b"K":
                self.heard.append((struct.unpack(">q", message.body[:8])[0], message.body[8:]))
        return self.heard

    def has(self, packets: int) -> bool:
        return len(self.listen()) == packets

    def pcm(self) -> Samples:
        joined = np.frombuffer(b"".join(body for _, body in self.heard), "<i2").reshape(-1, 2)
        return (joined / 32767).astype(np.float32)


@pytest.fixture
def sound() -> Iterator[Sound]:
    forkserver = Forkserver()
    sound = Sound(forkserver)
    yield sound
    sound.output.close()
    forkserver.close()


@pytest.fixture
def listener(sound: Sound) -> Iterator[Listener]:
    listener = Listener(sound)
    yield listener
    listener.theirs.close()


def test_every_frame_is_a_packet_of_its_own_that_is_sent_at_once(sound: Sound, listener: Listener) -> None:
    heard = tone(440)
    for number in range(10):
        sound.offer(heard, 50, range(number, number + 1))
        until(partial(listener.has, number + 1))
    assert [at for at, _ in listener.heard] == [number * FRAME for number in range(10)]
    assert (listener.session["first_frame"], listener.session["codec"]) == (50, "pcm-s16")
    assert np.abs(listener.pcm() - heard[: 10 * FRAME]).max() < 1e-4


def test_a_session_of_sound_says_what_a_decoder_wants_to_know(sound: Sound, listener: Listener) -> None:
    sound.offer(tone(440), 50, range(1))
    until(partial(listener.has, 1))
    told = listener.session | {"id": "", "time": 0}
    assert told == {
        "id": "", "first_frame": 50, "rate": "30", "video": False, "audio": True, "packaging": "packets", "time": 0,
        "side": "desk", "delay_frames": 0, "codec": "pcm-s16", "sample_rate": 48_000, "channels": 2,
    }  # fmt: skip


def test_opus_is_the_same_sound_at_its_time(sound: Sound) -> None:
    sound.use("opus")
    listener = Listener(sound)
    heard = np.zeros((48_000, 2), np.float32)
    heard[24_000:26_400] = tone(1000, 0.05, 0.5)
    sound.offer(heard)
    until(lambda: len(listener.listen()) >= 98)
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "stereo"  # type: ignore[attr-defined]
    frames = [frame for _, packet in listener.heard for frame in decoder.decode(av.Packet(packet))]
    level = np.abs(np.concatenate([frame.to_ndarray().reshape(-1, 2)[:, 0] for frame in frames])).astype(np.float32)
    onset = int(np.argmax(level > 0.3 * level.max())) + listener.heard[0][0]
    assert listener.heard[1][0] - listener.heard[0][0] == 480
    assert abs(onset - 24_000) < 96, "2 ms"
    listener.theirs.close()


def test_nobody_listening_costs_no_process(sound: Sound) -> None:
    sound.offer(tone(440), 0, range(5))
    assert sound.processes() == []
    listener = Listener(sound)
    sound.offer(tone(440), 5, range(1))
    until(partial(listener.has, 1))
    assert len(sound.processes()) == 1
    sound.output.rendition = replace(sound.output.rendition, linger_s=0.0)
    listener.theirs.close()

    def has_ended() -> bool:
        sound.offer(tone(440), 6, range(1))
        return not sound.processes()

    until(has_ended)


def test_skipped_frames_begin_a_new_session_for_the_same_listeners(sound: Sound, listener: Listener) -> None:
    sound.offer(tone(440), 0, range(3))
    until(partial(listener.has, 3))
    sound.output.jump()
    sound.offer(tone(440), 500, range(2))
    until(lambda: listener.has(2) and listener.sessions == 2)
    assert listener.session["first_frame"] == 500 and listener.heard[0][0] == 0


def test_sound_that_was_left_out_is_silence_and_the_rest_keeps_its_time(sound: Sound, listener: Listener) -> None:
    heard = tone(440)
    sound.offer(heard, 0, range(2))
    sound.offer(heard, 0, range(5, 6))
    until(partial(listener.has, 3))
    pcm = listener.pcm()
    assert len(pcm) == 6 * FRAME and not pcm[2 * FRAME : 5 * FRAME].any()
    assert np.abs(pcm[5 * FRAME :] - heard[5 * FRAME : 6 * FRAME]).max() < 1e-4


def test_sound_waits_for_no_encoder_that_stands_still(sound: Sound, listener: Listener) -> None:
    """What an engine keeps for it has an end, and the sound after that is at its time."""
    heard = tone(440, 60)
    sound.offer(heard, 0, range(1))
    until(partial(listener.has, 1))
    (process,) = sound.processes()
    process.suspend()
    sound.offer(heard, 0, range(1, 101))
    assert sound.output._encoder.behind == sound.output.depth
    process.resume()

    def has_caught_up() -> bool:
        sound.output.tend()
        return sound.output._encoder.behind == 0

    until(has_caught_up)
    later = itertools.count(101)

    def is_heard_again() -> bool:
        sound.offer(heard, 0, range(number := next(later), number + 1))
        return sum(len(body) for _, body in listener.listen()) >= 4 * 102 * FRAME

    until(is_heard_again)
    assert np.abs(listener.pcm()[101 * FRAME : 102 * FRAME] - heard[101 * FRAME : 102 * FRAME]).max() < 1e-4


def test_an_encoder_that_is_killed_is_begun_again_for_who_knocks_again(sound: Sound, listener: Listener) -> None:
    sound.offer(tone(440), 0, range(1))
    until(partial(listener.has, 1))
    os.kill(sound.processes()[0].pid, signal.SIGKILL)

    def is_cut_off() -> bool:
        try:
            listener.listen()
        except ChannelClosed:
            return True
        return False

    until(is_cut_off)
    assert sound.output.lost == 1
    again = Listener(sound)

    def is_heard() -> bool:
        sound.offer(tone(440), 1, range(1))
        return bool(again.listen())

    until(is_heard)
    again.theirs.close()
