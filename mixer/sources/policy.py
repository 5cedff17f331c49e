"""What FFmpeg is given for a source's address: a URL and options with which it reaches checked addresses only."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

from mixer.errors import SourceRefused
from mixer.protocol.addresses import Policy, Resolve, Target, parse_url
from mixer.sources.doors import LOOPBACK, Door, HttpDoor, RtspDoor

_PROXIED = ("http", "https", "rtmps", "rtsps")
_PROTOCOLS = {
    "http": "http,https,tcp,tls,httpproxy,crypto",
    "https": "http,https,tcp,tls,httpproxy,crypto",
    "rtmp": "rtmp,tcp",
    "rtmps": "rtmps,rtmp,tls,tcp,httpproxy",
    "rtsp": "rtsp,tcp",
    "rtsps": "rtsps,rtsp,tls,tcp,httpproxy",
    "udp": "udp",
}
_RTSP_TRANSPORTS = {"udp", "multicast", "udp_multicast", "filter_src", "listen", "http", "https"}


class Gate:
    """Opens the way to one source's address, as often as it is asked. Raises SourceRefused for a bad one."""

    def __init__(
        self, url: str, policy: Policy | None = None, resolve: Resolve | None = None, ours: bool = False
    ) -> None:
        """`ours` is for addresses that no user wrote: the ingest server's."""
        self._target, self._ours, self._resolve = parse_url(url), ours, resolve
        self._policy = policy or Policy.from_env()
        self._door: Door | None = None
        self._pinned: set[str] = set()
        if self._target.scheme == "rtsp":
            _refuse_transports(self._target)

    def url(self) -> str:
        """The URL to give to FFmpeg now. Resolves names: it may take seconds. Raises SourceRefused, SourceLost."""
        target = self._target
        if self._ours:
            return target.parts.geturl()
        address = self._policy.check(target, self._resolve)
        if target.scheme == "udp":
            return target.parts.geturl()
        if target.scheme in _PROXIED:
            self._open_proxy()
            return target.parts._replace(fragment="").geturl()
        if target.scheme == "rtsp":
            return target.url_to(LOOPBACK, self._relay().port)
        self._pinned = {address}
        return target.url_to(address)

    def options(self) -> dict[str, str]:
        """FFmpeg's options that go with the URL."""
        scheme = self._target.scheme
        options = {"protocol_whitelist": _PROTOCOLS[scheme]}
        if isinstance(self._door, HttpDoor):
            options["http_proxy"] = self._door.url
        if scheme == "rtmp" and not self._ours:
            options["rtmp_tcurl"] = self._application()
        if scheme in ("rtsp", "rtsps"):
            options["rtsp_transport"] = "tcp"
        return options

    def refusal(self) -> str:
        """Why an address that the stream led to was refused; empty when none was."""
        return self._door.refusal if self._door else ""

    def check_peers(self) -> None:
        """Raise SourceRefused when this process talks to an address it was not led to by us."""
        if self._ours:
            return
        for local, peer in connections():
            via_door = self._door is not None and self._door.port in (local[1], peer[1]) and peer[0] == LOOPBACK
            if not via_door and peer[0] not in self._pinned | (self._door.reached if self._door else set()):
                raise SourceRefused("the stream led to an address that may not be opened")

    def close(self) -> None:
        if self._door:
            self._door.close()

    def _open_proxy(self) -> None:
        if self._door is None:
            self._door = door = HttpDoor(self._policy, self._resolve)
            # TLS and nested addresses read the environment; a no_proxy would let them out directly.
            os.environ["http_proxy"] = door.url
        for name in ("no_proxy", "NO_PROXY"):
            os.environ.pop(name, None)

    def _relay(self) -> Door:
        if self._door is None:
            self._door = RtspDoor(self._policy, self._target.host, self._target.port, self._resolve)
        return self._door

    def _application(self) -> str:
        """What RTMP calls tcUrl, with the host's own name: servers choose by it. Cut as FFmpeg cuts it."""
        segments = self._target.parts.path.lstrip("/").split("/")
        app = "/".join(segments[:2] if len(segments) > 2 and ":" not in segments[1] else segments[:1])
        host = f"[{self._target.host}]" if ":" in self._target.host else self._target.host
        port = f":{self._target.port}" if self._target.port != 1935 else ""
        return f"rtmp://{host}{port}/{app}"


def connections() -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """(local, peer) of every connected internet socket of this process (Linux; elsewhere none)."""
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir("/proc/self/fd"):
            # Descriptors may close while they are listed.
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                    yield from _ends(int(name))


def _ends(fd: int) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    with socket.socket(fileno=os.dup(fd)) as sock:
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            local, peer = sock.getsockname(), sock.getpeername()
            yield (local[0].removeprefix("::ffff:"), local[1]), (peer[0].removeprefix("::ffff:"), peer[1])


def _refuse_transports(target: Target) -> None:
    names = {part.partition("=")[0] for part in target.parts.query.replace("?", "&").split("&")}
    if names & _RTSP_TRANSPORTS:
        raise SourceRefused("RTSP is fetched over TCP; leave the transport out of the address")
