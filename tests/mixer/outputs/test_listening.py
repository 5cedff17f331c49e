"""A monitor's sound by itself: what is heard, when, and by whom."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from functools import partial
from typing import Any

import av
import numpy as np
import pytest

from mixer.core.sound import Samples
from mixer.outputs import listening
from mixer.outputs.listening import CODECS, Pcm, SoundMonitor
from mixer.outputs.subscriber import Subscriber
from mixer.protocol.wire import Channel
from tests.helpers import a_show, tone
from tests.waiting import until

FRAME = 1600  # samples, at 30 frames a second


class Listener:
    """The far end of a subscriber."""

    def __init__(self, monitor: SoundMonitor) -> None:
        self.ours, self.theirs = Channel.pair()
        self.session: dict[str, Any] = {}
        self.sessions = 0
        self.heard: list[tuple[int, bytes]] = []
        monitor.subscribe(Subscriber(self.ours))

    def listen(self) -> list[tuple[int, bytes]]:
        for message in self.theirs.receive():
            if message.kind == b"J":
                self.session, self.heard = json.loads(message.body)["session"], []
                self.sessions += 1
            elif message.kind == b"K":
                self.heard.append((struct.unpack(">q", message.body[:8])[0], message.body[8:]))
        return self.heard

    def pcm(self) -> Samples:
        joined = np.frombuffer(b"".join(body for _, body in self.heard), "<i2").reshape(-1, 2)
        return (joined / 32767).astype(np.float32)

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()


@pytest.fixture
def made() -> Iterator[list[Any]]:
    made: list[Any] = []
    yield made
    for one in made:
        one.jump() if isinstance(one, SoundMonitor) else one.close()


def a_monitor(made: list[Any], codec: str = "pcm") -> tuple[SoundMonitor, Listener]:
    monitor = SoundMonitor(a_show(), codec)
    listener = Listener(monitor)
    made += [monitor, listener]
    return monitor, listener


def offer(monitor: SoundMonitor, sound: Samples, first: int = 0, frames: range | None = None) -> None:
    """A second of sound from sample 90,000 on, frame by frame."""
    for number in frames or range(len(sound) // FRAME):
        monitor.offer(sound[number * FRAME : (number + 1) * FRAME], 90_000 + number * FRAME, first + number)


def has_heard(listener: Listener, packets: int) -> bool:
    return len(listener.listen()) == packets


def test_every_frame_is_a_packet_of_its_own_that_is_sent_at_once(made: list[Any]) -> None:
    monitor, listener = a_monitor(made)
    sound = tone(440)
    for number in range(10):
        offer(monitor, sound, 50, range(number, number + 1))
        until(partial(has_heard, listener, number + 1))
    assert [at for at, _ in listener.heard] == [number * FRAME for number in range(10)]
    assert (listener.session["first_frame"], listener.session["codec"]) == (50, "pcm-s16")
    assert np.abs(listener.pcm() - sound[: 10 * FRAME]).max() < 1e-4


def test_opus_is_the_same_sound_at_its_time(made: list[Any]) -> None:
    monitor, listener = a_monitor(made, "opus")
    sound = np.zeros((48_000, 2), np.float32)
    sound[24_000:26_400] = tone(1000, 0.05, 0.5)
    offer(monitor, sound)
    until(lambda: len(listener.listen()) >= 98)
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "stereo"  # type: ignore[attr-defined]
    frames = [frame for _, packet in listener.heard for frame in decoder.decode(av.Packet(packet))]
    level = np.abs(np.concatenate([frame.to_ndarray().reshape(-1, 2)[:, 0] for frame in frames])).astype(np.float32)
    onset = int(np.argmax(level > 0.3 * level.max())) + listener.heard[0][0]
    assert listener.heard[1][0] - listener.heard[0][0] == 480
    assert abs(onset - 24_000) < 96, "2 ms"


def test_nothing_is_made_while_nobody_listens(made: list[Any]) -> None:
    monitor, listener = a_monitor(made)
    listener.close()
    offer(monitor, tone(440))
    until(lambda: monitor.subscribers == 0)
    offer(monitor, tone(440), 30, range(1))
    assert monitor._session is None


def test_skipped_frames_begin_a_new_session_for_the_same_listeners(made: list[Any]) -> None:
    monitor, listener = a_monitor(made)
    offer(monitor, tone(440), 0, range(3))
    until(lambda: len(listener.listen()) == 3)
    monitor.jump()
    offer(monitor, tone(440), 500, range(2))
    until(lambda: listener.listen() and listener.sessions == 2 and len(listener.heard) == 2)
    assert listener.session["first_frame"] == 500 and listener.heard[0][0] == 0


def test_sound_that_was_left_out_is_silence_and_the_rest_keeps_its_time(made: list[Any]) -> None:
    monitor, listener = a_monitor(made)
    sound = tone(440)
    offer(monitor, sound, 0, range(2))
    offer(monitor, sound, 0, range(5, 6))
    until(lambda: len(listener.listen()) == 3)
    heard = listener.pcm()
    assert len(heard) == 6 * FRAME and not heard[2 * FRAME : 5 * FRAME].any()
    assert np.abs(heard[5 * FRAME :] - sound[5 * FRAME : 6 * FRAME]).max() < 1e-4


def test_an_encoder_that_fails_costs_a_moment_of_the_monitor_s_sound(
    made: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Pcm):
        def packets(self, samples: Samples, at: int) -> list[bytes]:
            raise ValueError("no such encoder")

    monkeypatch.setattr(listening, "RETRY_S", 0.0)
    monkeypatch.setitem(CODECS, "pcm", Broken)
    monitor, listener = a_monitor(made)
    offer(monitor, tone(440), 0, range(1))
    until(lambda: monitor._session is not None and monitor._session.failed)
    monkeypatch.setitem(CODECS, "pcm", Pcm)
    offer(monitor, tone(440), 1, range(2))
    until(lambda: len(listener.listen()) == 2)
