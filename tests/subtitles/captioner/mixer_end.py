"""The engine's end of a captioner's connection, played by a test: sound and a clock out, plates and a schedule in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixer.protocol.wire import Channel, Listener, close_all
from subtitles.captioner.link import HEAD

RATE, SAMPLES = 25, 1920


class MixerEnd:
    """Listens on `engine.sock` and sends sound frame by frame, as fast as the test asks."""

    def __init__(self, run_dir: Path, delay_frames: int = 0, first_frame: int = 1000) -> None:
        self.listener = Listener(run_dir / "engine.sock")
        self.channel: Channel | None = None
        self.delay, self.frame = delay_frames, first_frame
        self.hello: dict[str, Any] = {}
        self.plates: dict[str, list[int]] = {}
        self.track: list[Any] = []
        self.tracks = 0

    def poll(self) -> None:
        """Let the captioner in, and take in what it sent."""
        if self.channel is None:
            for channel in self.listener.accept():
                self.channel = channel
                channel.send_json({"session": self.session()})
            return
        for message in self.channel.receive():
            close_all(message.fds)
            told = json.loads(message.body)
            if message.kind == b"P":
                assert len(message.fds) == 1
                self.plates[told["plate"]] = told["box"]
            elif "hello" in told:
                self.hello = told
            elif "track" in told:
                self.track, self.tracks = told["track"], self.tracks + 1
            elif "drop" in told:
                self.plates = {name: box for name, box in self.plates.items() if name not in told["drop"]}

    def session(self) -> dict[str, Any]:
        return {
            "id": "one", "rate": str(RATE), "width": 640, "height": 360, "delay_frames": self.delay,
            "frame": self.frame, "time": 0.0,
        }  # fmt: skip

    def send(self, samples: NDArray[np.int16]) -> None:
        """One frame's sound; the clock goes on by a frame."""
        assert self.channel and len(samples) == SAMPLES
        head = HEAD.pack(self.frame, self.frame - self.delay, self.frame * SAMPLES)
        self.channel.send(b"S", head + samples.tobytes())
        self.frame += 1

    def hang_up(self) -> None:
        assert self.channel
        self.channel.close()
        self.channel = None

    def close(self) -> None:
        if self.channel:
            self.channel.close()
        self.listener.close()

    @property
    def standing(self) -> list[list[Any]]:
        """What the next frame to leave would show."""
        now = self.frame - self.delay
        found = [entry for entry in self.track if entry[0] <= now < entry[1]]
        return found[-1][2] if found else []
