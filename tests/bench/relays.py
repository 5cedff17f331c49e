"""Relays: how soon a dead one says so, and that nineteen lose nothing beside a dead twentieth."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from mixer.protocol.wire import JSON
from mixer.sources.counter import read_counter
from tests.bench.figure import Figure
from tests.bench.inputs import inputs
from tests.bench.stack import SHOW, Stack, files, free_port, messages, studio
from tests.waiting import until

LIVING, SECONDS = 19, 120.0
SMALL = (640, 360)  # so that two cores can decode what nineteen have received, frame by frame
BARS = [{"name": "Bars", "input": {"kind": "test", "pattern": "bars"}}]
KEY = "bench"
END_S = 60.0  # for a server to write what was sent last
STATUS_S = 10.0


@dataclass
class Api:
    """The studio's REST API, as a director."""

    stack: Stack
    token: str

    def ask(self, method: str, path: str, value: Any = None) -> Any:
        address = f"http://127.0.0.1:{self.stack.port}/api/v1/shows/{SHOW}/{path}"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(address, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def add(self, name: str, server: str) -> str:
        output = {"kind": "relay", "server": server}
        made = self.ask("POST", "destinations", {"name": name, "output": output, "secrets": {"key": KEY}})
        return str(made["id"])

    def start(self, relay: str) -> None:
        self.ask("POST", "start_destination", {"destination": relay})

    def state(self, relay: str) -> dict[str, Any]:
        listed = self.ask("GET", "status")["destinations"]
        return next((one for one in listed if one["id"] == relay), {"state": "", "text": ""})

    def until_state(self, relay: str, *states: str) -> dict[str, Any]:
        return until(lambda: found if (found := self.state(relay))["state"] in states else None, f"{relay}: {states}")


@contextmanager
def receiver(port: int, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An RTMP server of one stream, which writes down what it is sent."""
    address = f"rtmp://127.0.0.1:{port}/live/{KEY}"
    argv = ["ffmpeg", "-nostdin", "-y", "-loglevel", "error", "-listen", "1", "-i", address, "-c", "copy", str(out)]
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), "the receiver")
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    """Looked up rather than tried: a server of one stream would take a knock for it."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


# -- how soon it says so ---------------------------------------------------------------------------


def relay_dead_honest_s() -> Iterator[Figure]:
    """The longest from a fault until the API says that the relay is not live, at 4 Mb/s; each fault once."""
    with inputs(20) as folder, tempfile.TemporaryDirectory(prefix="tally-relays-") as name:
        folder.chmod(0o755)
        with studio(files(folder)) as stack:
            api = Api(stack, stack.token())
            took = {fault.__name__: round(fault(api, Path(name)), 2) for fault in (refused, silent, reset, stalled)}
            buffered = {"frozen_behind_megabytes_of_buffers": round(frozen(api, Path(name)), 2)}
            yield Figure("relay_dead_honest_s", max(took.values()), "s", "<= 6", took | buffered)


def refused(api: Api, folder: Path) -> float:
    """Nobody listens there."""
    relay = api.add("Refused", f"rtmp://127.0.0.1:{free_port()}/live")
    return timed(lambda: api.start(relay), lambda: api.until_state(relay, "retrying", "failed"))


def silent(api: Api, folder: Path) -> float:
    """It takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        relay = api.add("Silent", f"rtmp://127.0.0.1:{server.getsockname()[1]}/live")
        return timed(lambda: api.start(relay), lambda: api.until_state(relay, "retrying", "failed"))


def reset(api: Api, folder: Path) -> float:
    """It dies on air."""
    return on_air(api, folder / "reset.flv", lambda server: server.kill())


def stalled(api: Api, folder: Path) -> float:
    """Its connection takes nothing any more on air, and does not hang up."""
    with Valve() as valve:
        return on_air(api, folder / "stalled.flv", lambda server: valve.shut(), valve)


def frozen(api: Api, folder: Path) -> float:
    """It stands still on air, but its system goes on taking what fits into its buffers, some seconds' worth."""
    return on_air(api, folder / "frozen.flv", lambda server: server.send_signal(signal.SIGSTOP))


class Valve:
    """A way to a server that can be shut: from then on nothing is taken, and nothing is hung up."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        self.port = int(self.listener.getsockname()[1])
        self.server_port, self._shut = 0, threading.Event()
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Valve:
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for end in (self.listener, *self._ends):
            end.close()

    def shut(self) -> None:
        self._shut.set()

    def _run(self) -> None:
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.server_port))
        self._ends = [client, server]
        threading.Thread(target=self._pass_on, args=(server, client), daemon=True).start()
        self._pass_on(client, server)

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while not self._shut.is_set() and (data := one.recv(1 << 14)):
                other.sendall(data)


def on_air(api: Api, out: Path, fault: Callable[[subprocess.Popen[bytes]], None], valve: Valve | None = None) -> float:
    """Live for some seconds, then the fault."""
    port = free_port()
    with receiver(port, out) as server:
        if valve:
            valve.server_port = port
        relay = api.add(out.stem.title(), f"rtmp://127.0.0.1:{valve.port if valve else port}/live")
        api.start(relay)
        api.until_state(relay, "running")
        until(lambda: out.exists() and out.stat().st_size > 2_000_000, "some seconds of programme")
        return timed(lambda: fault(server), lambda: api.until_state(relay, "retrying", "failed"))


def timed(fault: Callable[[], Any], said: Callable[[], Any]) -> float:
    began = time.monotonic()
    fault()
    said()
    return time.monotonic() - began


# -- nothing is lost -------------------------------------------------------------------------------


def relay_lost_frames() -> Iterator[Figure]:
    """Two minutes of a counted picture at nineteen servers beside one that stands still, every frame decoded."""
    with tempfile.TemporaryDirectory(prefix="tally-relays-") as name, ExitStack() as open_ones:
        stack = open_ones.enter_context(studio(BARS, size=SMALL))
        api, folder = Api(stack, stack.token()), Path(name)
        api.ask("POST", "take", {"scene": "src_0", "transition": {"kind": "cut"}})
        outs = [folder / f"{number}.flv" for number in range(LIVING + 1)]
        servers, relays = [], []
        for out in outs:
            port = free_port()
            servers.append(open_ones.enter_context(receiver(port, out)))
            relays.append(api.add(out.stem, f"rtmp://127.0.0.1:{port}/live"))
            api.start(relays[-1])
        for relay in relays:
            api.until_state(relay, "running")
        servers[-1].send_signal(signal.SIGSTOP)
        first, late = stack.timeline().frame_at(time.monotonic_ns()), late_frames(stack)
        time.sleep(SECONDS)
        last, late = stack.timeline().frame_at(time.monotonic_ns()), late_frames(stack) - late
        dead = api.state(relays[-1])
        failures = {relay: api.state(relay)["failures"] for relay in relays[:-1]}
        for relay in relays[:-1]:
            api.ask("POST", "stop_destination", {"destination": relay})
        for server in servers[:-1]:
            server.wait(END_S)
        open_ones.pop_all().close()
        received = [counted(out) for out in outs[:-1]]
        lost = missing(received, last - first)
        about = {
            "receivers": LIVING,
            "frames_each": last - first,
            "worst": max(map(len, lost)),
            "lost_by_all": len(set.intersection(*map(set, lost))),
            "late_in_the_engine": late,
            "reconnects": sum(failures.values()),
        }
        yield Figure("relay_lost_frames", sum(map(len, lost)), "frames", "0", {**about, "dead": dead["text"]})


def late_frames(stack: Stack) -> int:
    """As the engine counts them, in its next status."""
    control = stack.connect({"hello": "control"})
    try:
        values = (message.json() for message in messages(control, STATUS_S) if message.kind == JSON)
        return next(int(value["status"]["late"]) for value in values if "status" in value)
    finally:
        control.close()


def counted(path: Path) -> list[int]:
    """The numbers of the counted pictures in a file."""
    with av.open(str(path)) as file:
        pictures = (frame.to_ndarray(format="yuv420p")[: frame.height] for frame in file.decode(video=0))
        return [read_counter([luma]) for luma in pictures]


def missing(received: list[list[int]], frames: int) -> list[list[int]]:
    """Which of so many numbers each has not received, from when the last of them had begun.

    What stands before them and after is left out: nineteen starts and stops at once, and pictures that are sent before
    the ones that they follow, where a file is cut off.
    """
    begin = max(numbers[0] for numbers in received)
    return [sorted(set(range(begin, begin + frames)) - set(numbers)) for numbers in received]
