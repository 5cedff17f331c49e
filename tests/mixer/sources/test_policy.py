"""FFmpeg, let loose on hostile addresses, reaches nothing inside: the canary has no visitors."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from mixer.errors import MixerError, SourceRefused
from mixer.protocol.addresses import Policy, look_up
from mixer.sources.intake import LIVE_FORMATS
from mixer.sources.policy import Gate, connections
from tests.mixer.sources.fakes import ffmpeg, make_clip
from tests.mixer.sources.servers import Canary, answering, serving

OUTSIDE = "127.0.0.2"  # stands for the internet: allowed, while 127.0.0.1 is inside
POLICY = Policy.from_text(f"{OUTSIDE}/32")


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "")
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source has a process to itself; here, what earlier tests left open and our server's ends are not the gate's."""
    earlier = set(connections())
    monkeypatch.setattr(
        "mixer.sources.policy.connections", lambda: {ends for ends in connections() if ends[0][0] != OUTSIDE} - earlier
    )


@pytest.fixture(scope="module")
def segment_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("policy") / "good.ts"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64:d=0.2", "-f", "mpegts", str(path))
    return path.read_bytes()


def frames_through(gate: Gate, options: dict[str, str] | None = None) -> int:
    """How many packets come from an address. Raises MixerError, av.FFmpegError."""
    with contextlib.closing(gate), gate.open(LIVE_FORMATS, options or {}, (5, 5)) as container:
        return sum(1 for packet in container.demux() if packet.size)


def test_an_allowed_address_plays_through_the_proxy(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    with serving(tmp_path, host=OUTSIDE) as port:
        assert frames_through(Gate(f"http://{OUTSIDE}:{port}/a.mp4", POLICY)) == 30


def test_a_name_is_looked_up_by_us_alone(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return [OUTSIDE]

    with serving(tmp_path, host=OUTSIDE) as port:
        assert frames_through(Gate(f"http://media.invalid:{port}/a.mp4", POLICY, resolve)) == 30
    assert set(asked) == {"media.invalid"}


def test_a_redirect_inside_is_not_followed(tmp_path: Path, canary: Canary) -> None:
    with serving(tmp_path, {"/a.mp4": f"http://127.0.0.1:{canary.port}/x.mp4"}, OUTSIDE) as port:
        gate = Gate(f"http://{OUTSIDE}:{port}/a.mp4", POLICY)
        with pytest.raises(MixerError):
            frames_through(gate)
    assert canary.hits == 0
    assert "not a public address" in gate.refusal()


def test_a_redirect_outside_is_followed(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4")
    with serving(tmp_path, {"/b.mp4": "/a.mp4"}, OUTSIDE) as port:
        assert frames_through(Gate(f"http://{OUTSIDE}:{port}/b.mp4", POLICY)) == 30


@pytest.mark.parametrize(
    "line",
    [
        "http://127.0.0.1:{port}/x.ts",
        "http://localhost:{port}/x.ts",
        "http://2130706433:{port}/x.ts",
        "http://[::ffff:127.0.0.1]:{port}/x.ts",
        "https://127.0.0.1:{port}/x.ts",
        "tcp://127.0.0.1:{port}",
        "rtmp://127.0.0.1:{port}/live/x",
        "rtsp://127.0.0.1:{port}/x",
        "gopher://127.0.0.1:{port}/x",
        "httpproxy://127.0.0.1:{port}/127.0.0.1:80",
        "tls://127.0.0.1:{port}",
        "crypto+http://127.0.0.1:{port}/x.ts",
        "file:///etc/passwd",
        "/etc/passwd",
        "concat:http://127.0.0.1:{port}/x.ts",
        "data:text/plain,hello",
    ],
)
@pytest.mark.parametrize("kind", ["segment", "key", "variant", "map"])
def test_nested_addresses_inside_are_not_fetched(
    tmp_path: Path, canary: Canary, segment_bytes: bytes, line: str, kind: str
) -> None:
    nested, head = line.format(port=canary.port), "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
    (tmp_path / "good.ts").write_bytes(segment_bytes)
    segment = "#EXTINF:1,\ngood.ts\n"
    (tmp_path / "a.m3u8").write_text({
        "segment": f"{head}{segment}#EXTINF:1,\n{nested}\n#EXT-X-ENDLIST\n",
        "key": f'{head}#EXT-X-KEY:METHOD=AES-128,URI="{nested}"\n{segment}#EXT-X-ENDLIST\n',
        "variant": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n{nested}\n",
        "map": f'{head}#EXT-X-MAP:URI="{nested}"\n{segment}#EXT-X-ENDLIST\n',
    }[kind])  # fmt: skip
    with serving(tmp_path, host=OUTSIDE) as port, contextlib.suppress(MixerError, av.FFmpegError):
        frames_through(Gate(f"http://{OUTSIDE}:{port}/a.m3u8", POLICY), {"live_start_index": "0"})
    assert canary.hits == 0


def test_hls_plays_through_the_proxy(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=2", "-g", "25", "-hls_time", "1", str(tmp_path / "a.m3u8"))
    with serving(tmp_path, host=OUTSIDE) as port:
        gate = Gate(f"http://{OUTSIDE}:{port}/a.m3u8", POLICY)
        assert frames_through(gate, {"live_start_index": "0"}) == 50


def test_tls_goes_through_the_proxy_too(canary: Canary) -> None:
    for scheme in ("rtmps", "rtsps"):
        gate = Gate(f"{scheme}://media.invalid:{canary.port}/live/x", POLICY, lambda host: [OUTSIDE])
        gate.url()
        inside = Gate(f"{scheme}://127.0.0.1:{canary.port}/live/x", POLICY)
        with pytest.raises(SourceRefused):
            inside.url()
        # The name now leads inside, as after a DNS change: the proxy looks again.
        gate._door._resolve = lambda host: ["127.0.0.1"]  # type: ignore[union-attr]
        with pytest.raises(av.FFmpegError):
            av.open(f"{scheme}://media.invalid:{canary.port}/live/x", options=gate.options(), timeout=(3, 3))
        assert "not a public address" in gate.refusal()
        gate.close()
    assert canary.hits == 0


def rtsp_redirect(target: str) -> bytes:
    return f"RTSP/1.0 302 Found\r\nCSeq: 1\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("scheme", ["rtsp", "http", "rtmp"])
def test_an_rtsp_redirect_is_not_followed(canary: Canary, scheme: str) -> None:
    def redirect(visitor: socket.socket) -> None:
        while visitor.recv(4096):
            visitor.sendall(rtsp_redirect(f"{scheme}://127.0.0.1:{canary.port}/x"))

    with answering(redirect, OUTSIDE) as port:
        gate = Gate(f"rtsp://{OUTSIDE}:{port}/cam", POLICY)
        with pytest.raises(MixerError):
            frames_through(gate)
    assert canary.hits == 0
    assert "sends elsewhere" in gate.refusal()


def test_rtsp_with_another_transport_is_refused() -> None:
    with pytest.raises(SourceRefused, match="TCP"):
        Gate("rtsp://example.com/cam?udp")


def test_rtmp_is_pinned_to_the_checked_address_and_keeps_its_name() -> None:
    gate = Gate("rtmp://user:pw@media.invalid/live/inst/key?x=1", POLICY, lambda host: [OUTSIDE])
    assert gate.url() == f"rtmp://user:pw@{OUTSIDE}:1935/live/inst/key?x=1"
    assert gate.options()["rtmp_tcurl"] == "rtmp://media.invalid/live/inst"
    assert (
        Gate("rtmp://media.invalid:1936/live/key", POLICY).options()["rtmp_tcurl"] == "rtmp://media.invalid:1936/live"
    )


def test_a_connection_elsewhere_is_noticed(canary: Canary) -> None:
    gate = Gate(f"rtmp://{OUTSIDE}/live/x", POLICY)
    gate.url()
    with socket.create_connection(("127.0.0.1", canary.port)) as stray:
        assert stray.getpeername() in [peer for _, peer in connections()]
        with pytest.raises(SourceRefused, match="may not be opened"):
            gate.check_peers()


def test_the_ingest_server_is_ours_to_reach() -> None:
    gate = Gate("rtmp://127.0.0.1:1935/live/key", ours=True)
    assert gate.url() == "rtmp://127.0.0.1:1935/live/key"
    gate.check_peers()


def test_numbers_are_looked_up_without_a_network() -> None:
    assert look_up("127.0.0.1") == ["127.0.0.1"]
