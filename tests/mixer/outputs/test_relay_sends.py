"""The relay's program with the system's ffmpeg and real servers, over RTMP and SRT."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest

from tests.mixer.outputs.makers import SEGMENT_FRAMES, Clip, clip
from tests.mixer.outputs.programs import FakeEngine, Program, Watcher
from tests.waiting import until

Start = Callable[..., Program]
KEY = "abcd?streamname=live&key=e-f=g#h"
PASSPHRASE = "only-for-the-two-of-us"
FRAMES, PACED = 150, 90


@pytest.fixture(autouse=True)
def _home_may_be_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "127.0.0.0/8")


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(address: str, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """ffmpeg as a server that writes what it is sent to a file."""
    argv = ["ffmpeg", "-nostdin", "-y", "-loglevel", "warning", *address.split(" "), "-c", "copy", str(out)]
    with out.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def tcp_listens(port: int) -> Callable[[], bool]:
    """Whether somebody listens there; looked up, as a server of one client would take a knock for it."""
    return lambda: any(
        line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
    )


def udp_listens(port: int) -> Callable[[], bool]:
    return lambda: f":{port:04X} " in Path("/proc/net/udp").read_text()


def told(program: Program, server: str, key: str = KEY, passphrase: str = "") -> Watcher:
    """The relay as runmixer speaks to it."""
    watcher = program.watch()
    output = {"kind": "relay", "platform": "other", "server": server, "latency_ms": 200}
    watcher.channel.send_json({"output": output, "secrets": {"key": key, "passphrase": passphrase}})
    until(lambda: watcher.listen().get("text") == "waiting for the programme")
    return watcher


def in_its_time(engine: FakeEngine, watcher: Watcher, played: Clip) -> None:
    """A group of pictures with each status, which comes once a second: SRT drops what comes in a heap."""
    for at in range(PACED // SEGMENT_FRAMES):
        heard = len(watcher.statuses)
        last = at + 1 == PACED // SEGMENT_FRAMES
        engine.feed(played.from_keyframe(at)[: None if last else -len(played.from_keyframe(at + 1))])
        until(lambda heard=heard: watcher.listen() and len(watcher.statuses) > heard)  # type: ignore[misc]


def ended(program: Program) -> None:
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(20) == 0


def frames_in(path: Path) -> int:
    with av.open(str(path)) as file:
        return sum(1 for _ in file.decode(video=0))


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_rtmp_arrives_whole_under_its_key_which_nobody_else_can_read(
    tmp_path: Path, start: Start, engine: FakeEngine
) -> None:
    port, out = free_port(), tmp_path / "out.flv"
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", out) as receiver:
        until(tcp_listens(port))
        program = start("relay")
        watcher = told(program, f"rtmp://127.0.0.1:{port}/live")
        engine.welcome()
        engine.play("one", played=clip(FRAMES))
        watcher.until_state("live")
        [ffmpeg] = children_of(program.process.pid)
        for pid in (ffmpeg, program.process.pid):
            for file in ("cmdline", "environ"):
                assert b"streamname" not in Path(f"/proc/{pid}/{file}").read_bytes()
        assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"e-f=g" in path.read_bytes()]
        ended(program)
        receiver.wait(20)
    assert frames_in(out) == FRAMES
    assert "Unexpected stream" not in out.with_suffix(".log").read_text(), "the key is as it was given"


def test_srt_arrives_with_its_passphrase_and_a_wrong_one_is_refused(
    tmp_path: Path, start: Start, engine: FakeEngine
) -> None:
    port, out = free_port(socket.SOCK_DGRAM), tmp_path / "out.ts"
    address = f"srt://127.0.0.1:{port}"
    with server(f"-mode listener -passphrase {PASSPHRASE} -i {address}", out) as receiver:
        until(udp_listens(port))
        program = start("relay")
        watcher = told(program, address, key="", passphrase="not this one at all")
        engine.welcome()
        engine.play("one", played=clip(FRAMES))
        watcher.until_state("retrying")
        ended(program)
        receiver.kill()
    with server(f"-mode listener -passphrase {PASSPHRASE} -i {address}", out) as receiver:
        until(udp_listens(port))
        program = start("relay")
        watcher = told(program, address, key="", passphrase=PASSPHRASE)
        engine.welcome()
        engine.begin("two", 0, clip(PACED))
        in_its_time(engine, watcher, clip(PACED))
        watcher.until_state("live")
        ended(program)
        receiver.wait(20)
    assert frames_in(out) == PACED


def test_a_closed_port_is_named_at_once(start: Start, engine: FakeEngine) -> None:
    program = start("relay")
    watcher = told(program, f"rtmp://127.0.0.1:{free_port()}/live")
    engine.welcome()
    engine.play("one")
    assert "refused" in watcher.until_state("retrying")["text"].lower()
    assert watcher.events == ["relay_lost"]


def test_a_server_that_says_nothing_is_given_up(start: Start, engine: FakeEngine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        program = start("relay")
        watcher = told(program, f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live")
        engine.welcome()
        engine.play("one")
        watcher.until_state("connecting")
        assert watcher.until_state("retrying")["text"]


def test_a_server_that_stalls_on_air_is_noticed_and_its_ffmpeg_is_gone(
    tmp_path: Path, start: Start, engine: FakeEngine
) -> None:
    port, heavy = free_port(), clip(90, noisy=(640, 360))
    with server(f"-listen 1 -i rtmp://127.0.0.1:{port}/live/{KEY}", tmp_path / "out.flv") as receiver:
        until(tcp_listens(port))
        program = start("relay")
        watcher = told(program, f"rtmp://127.0.0.1:{port}/live")
        engine.welcome()
        engine.begin("one", 0, heavy)
        engine.feed(heavy.media[:60])
        watcher.until_state("live")
        receiver.send_signal(signal.SIGSTOP)
        try:
            engine.feed(heavy.media[60:])
            lost: dict[str, Any] = watcher.until_state("retrying")
        finally:
            receiver.send_signal(signal.SIGCONT)
        assert lost["failures"] == 1 and not children_of(program.process.pid)


def test_a_killed_relay_leaves_no_ffmpeg_behind(tmp_path: Path, start: Start, engine: FakeEngine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        program = start("relay")
        watcher = told(program, f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live")
        engine.welcome()
        engine.play("one")
        watcher.until_state("connecting")
        [ffmpeg] = children_of(program.process.pid)
        program.kill()
        until(lambda: not os.path.exists(f"/proc/{ffmpeg}") or state_of(ffmpeg) == "Z")


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
