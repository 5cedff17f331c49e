"""Live streams: in step, in words, and back by themselves after every kind of loss."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from mixer.errors import ChannelClosed, SourceRefused
from mixer.feed.pace import Pace
from mixer.kinds.sources.pull import Pull
from mixer.kinds.sources.push import Push
from mixer.protocol.showfile import Canvas, Source
from mixer.sources import live
from mixer.sources.bars import Bars, Beep, flash_start, is_lit, sample_at
from mixer.sources.bars import due_ns as bar_due
from mixer.sources.convert import frame_of
from mixer.sources.counter import flash_is_lit, read_counter
from tests.mixer.sources.fakes import RATE, SECOND_NS, FakePort, ffmpeg
from tests.mixer.sources.servers import answering, serving

FPS = Fraction(25)
DEADLINE_S = 30.0


@dataclass
class LivePort(FakePort):
    """A port in real time that hangs up when it has seen enough."""

    enough: Callable[[LivePort], bool] = lambda port: False
    canvas: Canvas = Canvas(320, 180, "25")
    late_ns: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._ours, self._theirs = socket.socketpair()
        self._until = time.monotonic() + DEADLINE_S
        self.timed_out = False

    def fileno(self) -> int:
        return self._ours.fileno()

    def poll(self) -> None:
        self.timed_out = time.monotonic() > self._until
        if self.enough(self) or self.timed_out:
            raise ChannelClosed("seen enough")

    def picture(self, frame: av.VideoFrame, due_ns: int) -> bool:
        self.late_ns.append(time.monotonic_ns() - due_ns)
        return super().picture(frame, due_ns)

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()

    @property
    def states(self) -> list[str]:
        """The states it went through."""
        states = [said["state"] for said in self.said]
        return [state for state, before in zip(states, ["", *states], strict=False) if state != before]

    def from_live(self) -> list[str]:
        """The states since it was first live: ffmpeg may not have been listening at once."""
        return self.states[self.states.index("live") :]

    @property
    def words(self) -> str:
        return " | ".join(said["text"] for said in self.said)

    def numbers(self) -> list[int]:
        return [read_counter(planes) for _, planes in self.pictures]


def watch(what: Pull | Push, enough: Callable[[LivePort], bool]) -> LivePort:
    """What a reader publishes until there is enough. Fails when there never is."""
    port = LivePort(enough=enough)
    with contextlib.closing(port):
        with pytest.raises(ChannelClosed):
            live.read_live(Source("src", "Source", what), port, Pace())  # type: ignore[arg-type]
        assert not port.timed_out, port.words
    return port


def bars_clip(
    path: Path, size: tuple[int, int] = (320, 180), sound_rate: int = RATE, seconds: int = 40, first: int = 0
) -> Path:
    """The test signal as a file: H.264 with B-frames and a keyframe a second, AAC."""
    bars, beep = Bars(*size), Beep(1000)
    with av.open(str(path), "w") as container:
        video, audio = container.add_stream("libx264", rate=FPS), container.add_stream("aac", rate=sound_rate)
        video.width, video.height, video.pix_fmt, audio.layout = *size, "yuv420p", "stereo"
        video.options = {"preset": "superfast", "g": "25", "bf": "2", "crf": "30"}
        resampler = av.AudioResampler("fltp", "stereo", sound_rate)
        for number in range(first, first + round(seconds * FPS)):
            frame = frame_of(bars.paint(number, is_lit(number, FPS)).planes)
            frame.pts, frame.time_base = number - first, 1 / FPS
            container.mux(video.encode(frame))
            start, end = (sample_at(bar_due(n, FPS)) for n in (number, number + 1))
            samples = beep.between(start, end, flash_start(number, FPS))
            block = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), "fltp", "stereo")
            block.sample_rate, block.pts, block.time_base = (
                RATE,
                start - sample_at(bar_due(first, FPS)),
                Fraction(1, RATE),
            )
            for resampled in resampler.resample(block):
                container.mux(audio.encode(resampled))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bars_clip(tmp_path_factory.mktemp("live") / "bars.mp4")


@pytest.fixture(autouse=True)
def loopback_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def publisher(clip: Path, url: str, kind: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The system's ffmpeg, offering the clip at its own pace to one visitor."""
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", *options, "-i", str(clip), "-c", "copy", "-f", kind]
    with subprocess.Popen([*command, "-listen", "1", url], stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


def is_live(port: LivePort) -> bool:
    return any(said["state"] == "live" for said in port.said)


# -- the ways in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "kind"), [("rtmp", "flv"), ("http", "mpegts"), ("http", "flv")])
def test_a_stream_plays_in_step(clip: Path, scheme: str, kind: str) -> None:
    url = f"{scheme}://127.0.0.1:{free_port()}/live/bars"
    with publisher(clip, url, kind):
        port = watch(Pull(url), lambda port: len(port.pictures) > 80)
    live_said = [said for said in port.said if said["state"] == "live"]
    assert live_said[-1]["text"] == "live 320×180 25 fps" and live_said[-1]["sound"]
    numbers = port.numbers()[5:]
    # A busy machine may cost a picture; none comes twice or out of order.
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    assert min(steps) >= 1 and steps.count(1) >= len(steps) - 4
    assert flash_to_beep_ms(port) == pytest.approx(0, abs=10)


def flash_to_beep_ms(port: LivePort) -> float:
    """How much later the beep begins than the flash, on the timeline, over the flashes seen from their start."""
    lit = [(due, flash_is_lit(planes)) for due, planes in port.pictures]
    flashes = [due / 1e6 for (_, before), (due, now) in zip(lit, lit[1:], strict=False) if now and not before]
    beeps: list[float] = []
    last = -RATE
    for at, samples in port.sounds:
        for index in np.flatnonzero(np.abs(samples[:, 0]) > 0.1):
            if at + index - last > RATE // 4:
                beeps.append((at + int(index)) * 1000 / RATE)
            last = at + int(index)
    assert flashes and beeps
    offsets = [min((beep - flash for beep in beeps), key=abs) for flash in flashes]
    return float(np.median(offsets))


def test_a_push_is_fetched_from_the_ingest_server(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "")  # which is ours: no list has to open it
    url = f"rtmp://127.0.0.1:{free_port()}/live/key"
    with publisher(clip, url, "flv"):
        port = watch(Push(url), is_live)
    assert port.said[0]["text"] == "waiting for a push to arrive"


def test_udp_is_heard_where_the_operator_opens_it(clip: Path) -> None:
    where = f"127.0.0.1:{free_port()}"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-i", str(clip), "-c", "copy", "-f", "mpegts"]
    with subprocess.Popen([*command, f"udp://{where}?pkt_size=1316"], stderr=subprocess.DEVNULL) as process:
        port = watch(Pull(f"udp://{where}"), lambda port: len(port.pictures) > 20)
        process.kill()
    assert is_live(port)


def test_hls_plays_at_its_own_pace(clip: Path, tmp_path: Path) -> None:
    ffmpeg("-i", str(clip), "-t", "6", "-c", "copy", "-hls_time", "1", "-hls_list_size", "0", str(tmp_path / "a.m3u8"))
    with serving(tmp_path) as http_port:
        port = watch(Pull(f"http://127.0.0.1:{http_port}/a.m3u8"), lambda port: len(port.pictures) > 30)
    dues = [due for due, _ in port.pictures]
    assert all(b - a == pytest.approx(SECOND_NS / 25, rel=0.01) for a, b in zip(dues[2:], dues[3:], strict=False))


# -- loss and return -------------------------------------------------------------------------------


def test_a_stream_that_comes_back_different_is_shown_again(tmp_path: Path) -> None:
    first = bars_clip(tmp_path / "first.mp4", seconds=2)
    second = bars_clip(tmp_path / "second.mp4", (160, 120), 22_050, seconds=8, first=500)
    url = f"rtmp://127.0.0.1:{free_port()}/live/bars"

    def heights(port: LivePort) -> set[int]:
        return {planes[0].shape[0] for _, planes in port.pictures}

    with publisher(first, url, "flv") as one:
        port = LivePort(enough=lambda port: heights(port) == {180, 120} and port.numbers()[-1] > 520)
        started: list[subprocess.Popen[bytes]] = []

        def poll_and_swap() -> None:
            if one.poll() is not None and not started:
                command = [
                    "ffmpeg",
                    "-nostdin",
                    "-loglevel",
                    "error",
                    "-re",
                    "-i",
                    str(second),
                    "-c",
                    "copy",
                    "-f",
                    "flv",
                ]
                started.append(subprocess.Popen([*command, "-listen", "1", url], stderr=subprocess.DEVNULL))
            LivePort.poll(port)

        port.poll = poll_and_swap  # type: ignore[method-assign]
        with contextlib.closing(port), pytest.raises(ChannelClosed):
            live.read_live(Source("src", "Source", Pull(url)), port, Pace())  # type: ignore[arg-type]
        for process in started:
            process.kill()
            process.wait()
    assert not port.timed_out, port.words
    assert port.from_live()[:3] == ["live", "retrying", "connecting"] and port.from_live()[-1] == "live"
    assert any(said["text"] == "live 160×120 25 fps" for said in port.said)


def test_a_publisher_that_stops_and_goes_on_is_live_not_cached(clip: Path) -> None:
    url = f"rtmp://127.0.0.1:{free_port()}/live/bars"
    with publisher(clip, url, "flv") as process:
        stopped_s: list[float] = []

        def enough(port: LivePort) -> bool:
            if len(port.pictures) > 40 and not stopped_s:
                process.send_signal(signal.SIGSTOP)
                stopped_s.append(time.monotonic())
            if stopped_s and len(stopped_s) < 2 and "no signal for 3 s" in port.words:
                process.send_signal(signal.SIGCONT)
                stopped_s.append(time.monotonic())
            return len(stopped_s) == 2 and sum(due / SECOND_NS > stopped_s[1] for due, _ in port.pictures) > 25

        port = watch(Pull(url), enough)
    after = [
        (due, number)
        for (due, _), number in zip(port.pictures, port.numbers(), strict=True)
        if due / SECOND_NS > stopped_s[1]
    ]
    before = [
        (due, number)
        for (due, _), number in zip(port.pictures, port.numbers(), strict=True)
        if due / SECOND_NS < stopped_s[0]
    ]
    # ffmpeg -re sends on as if it had never stopped: what was due meanwhile has been left out.
    assert all(late < 0.5 * SECOND_NS for late in port.late_ns)
    elapsed = (after[0][0] - before[-1][0]) / SECOND_NS
    assert after[0][1] - before[-1][1] == pytest.approx(elapsed * 25, abs=2)
    assert port.from_live() == ["live", "waiting", "live"]
    # While it stood still it was called dry, after the last of the pictures from before and never between two of them.
    dues = [due for due, _ in port.pictures]
    longest = max(range(1, len(dues)), key=lambda number: dues[number] - dues[number - 1])
    assert set(port.droughts) == {longest}


def test_a_picture_is_decoded_as_it_arrives_and_waits_ready(clip: Path) -> None:
    url = f"rtmp://127.0.0.1:{free_port()}/live/bars"
    with publisher(clip, url, "flv"):
        port = watch(Pull(url), lambda port: len(port.pictures) > 40)
    buffer_ns = Source("src", "Source", Pull(url)).buffer_ms * 1_000_000
    assert min(port.late_ns) < -buffer_ns * 2 / 3


def test_a_refused_connection_is_told_and_tried_again() -> None:
    port = watch(Pull(f"rtmp://127.0.0.1:{free_port()}/live/x"), lambda port: port.states.count("connecting") >= 3)
    assert "retrying in 1 s: connection refused" in port.words


@pytest.mark.parametrize("scheme", ["rtmp", "rtsp", "http"])
def test_a_peer_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setattr(live, "OPEN_S", 1.0)
    monkeypatch.setattr("mixer.sources.fetch.TIMEOUT_S", 1.0)

    def say_nothing(visitor: socket.socket) -> None:
        select.select([], [], [visitor], DEADLINE_S)

    with answering(say_nothing) as silent:
        port = watch(Pull(f"{scheme}://127.0.0.1:{silent}/live/x"), lambda port: "retrying" in port.states)
    assert "no answer" in port.words


@pytest.mark.parametrize("answer", [b"", b"garbage " * 1000, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"])
def test_a_peer_that_talks_nonsense_is_tried_again(answer: bytes) -> None:
    def speak(visitor: socket.socket) -> None:
        visitor.recv(4096)
        visitor.sendall(answer)

    with answering(speak) as nonsense:
        port = watch(Pull(f"http://127.0.0.1:{nonsense}/x"), lambda port: port.states.count("retrying") >= 2)
    assert "retrying in" in port.words


def test_an_address_inside_is_refused_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "")
    port = LivePort()
    with contextlib.closing(port), pytest.raises(SourceRefused, match="not a public address"):
        live.read_live(Source("src", "Source", Pull("rtmp://127.0.0.1/live/x")), port, Pace())  # type: ignore[arg-type]


def test_words_name_no_secrets() -> None:
    port = watch(
        Pull(f"rtmp://user:hunter2@127.0.0.1:{free_port()}/live/x?token=s3cret"), lambda port: "retrying" in port.states
    )
    assert "hunter2" not in port.words and "s3cret" not in port.words


def test_retries_come_later_each_time_up_to_five_seconds() -> None:
    backoff = live.Backoff()
    waits = [backoff.next(0.0) for _ in range(8)]
    assert 0.4 <= waits[0] <= 0.6 and all(4 <= wait <= 6 for wait in waits[4:])
    assert backoff.next(60.0) <= 0.6
