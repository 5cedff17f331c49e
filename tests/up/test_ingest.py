from __future__ import annotations

import http.server
import os
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import av
import pytest

from studio.up.ingest import Ingest, addresses, ingest, unprivileged
from tests.waiting import until

KEY = "key_0123456789abcdef"


class Hook(http.server.BaseHTTPRequestHandler):
    """Lets in who publishes `src_a` with the right key, as the studio does."""

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        good = (fields["app"], fields["name"], fields.get("key")) == (["live"], ["src_a"], [KEY])
        self.send_response(204 if good else 403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def asked(handler: type[Hook] = Hook) -> Iterator[str]:
    """A running hook's address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/publish/secret"
        server.shutdown()


@contextmanager
def serving(home: Path, hook: str) -> Iterator[Ingest]:
    (home / "run").mkdir()
    (home / "log").mkdir()
    server = ingest(home, "127.0.0.1", free_port(), hook)
    assert server is not None
    server.write()
    with subprocess.Popen(server.argv()) as process:
        try:
            until(lambda: accepts(server.port))
            yield server
        finally:
            process.terminate()


def accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def push(address: str, seconds: int) -> subprocess.Popen[str]:
    """A publisher; it ends early where it is refused."""
    signal = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15", "-t", str(seconds)]
    code = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p", "-f", "flv"]
    argv = ["ffmpeg", "-loglevel", "error", *signal, *code, address]
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def size_of(address: str) -> tuple[int, int]:
    """Of the first picture of a stream; (0, 0) where there is none yet."""
    try:
        with av.open(address, timeout=(5, 5)) as stream:
            picture = next(stream.decode(video=0))
            return picture.width, picture.height
    except (av.FFmpegError, StopIteration):
        return 0, 0


def test_a_publisher_with_the_right_key_is_let_in_and_can_be_played(tmp_path: Path) -> None:
    with asked() as hook, serving(tmp_path, hook) as server:
        address = f"rtmp://127.0.0.1:{server.port}/live/src_a"
        publisher = push(f"{address}?key={KEY}", 60)
        until(lambda: size_of(address) == (320, 180))
        assert publisher.poll() is None
        publisher.kill()
        publisher.communicate()


@pytest.mark.parametrize("path", ["src_a?key=wrong", "src_a", "src_b?key=" + KEY, f"src_a?key={KEY}&key={KEY}"])
def test_a_publisher_with_a_wrong_key_is_refused_and_its_key_is_written_nowhere(tmp_path: Path, path: str) -> None:
    with asked() as hook, serving(tmp_path, hook) as server:
        with push(f"rtmp://127.0.0.1:{server.port}/live/{path}", 60) as publisher:
            publisher.communicate(timeout=30)
        assert publisher.returncode != 0
        assert "key" not in server.log.read_text()


def test_while_the_studio_cannot_be_asked_nobody_is_let_in(tmp_path: Path) -> None:
    with serving(tmp_path, f"http://127.0.0.1:{free_port()}/publish/secret") as server:
        with push(f"rtmp://127.0.0.1:{server.port}/live/src_a?key={KEY}", 60) as publisher:
            publisher.communicate(timeout=30)
        assert publisher.returncode != 0


def test_nginx_finds_the_configuration_good(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "log").mkdir()
    server = ingest(tmp_path, "0.0.0.0", free_port(), "http://127.0.0.1:8000/publish/secret")
    assert server is not None
    server.write()
    done = subprocess.run([*server.argv(), "-t"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_only_we_can_read_the_secret_in_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    server = Ingest(Path("/m.so"), "127.0.0.1", 1935, "http://h/secret", tmp_path / "run", tmp_path / "log", None)
    path = server.write()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and "on_publish http://h/secret;" in path.read_text()


def test_mixers_can_always_pull_from_this_machine() -> None:
    assert addresses("127.0.0.1", 1935) == ["127.0.0.1:1935"]
    assert addresses("0.0.0.0", 1935) == ["0.0.0.0:1935"]
    assert addresses("192.0.2.7", 1935) == ["127.0.0.1:1935", "192.0.2.7:1935"]
    assert addresses("::1", 1935) == ["127.0.0.1:1935", "[::1]:1935"]


def test_who_listens_to_strangers_is_not_root() -> None:
    assert (unprivileged() is None) == (os.geteuid() != 0)
    assert not (unprivileged() or "").startswith("root")
