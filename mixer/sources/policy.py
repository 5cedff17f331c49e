"""The way to one source's address: FFmpeg gets it opened, and reaches checked addresses only."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import av
from av.container import InputContainer

from mixer.errors import MixerError, SourceLost, SourceRefused
from mixer.protocol.addresses import Policy, Resolve, Target, parse_url, redacted
from mixer.sources.doors import LOOPBACK, Door, RtspDoor, TunnelDoor
from mixer.sources.fetch import Fetcher
from mixer.sources.opening import plain

_TUNNELLED = ("rtmps", "rtsps")
_PROTOCOLS = {
    # Nothing of HTTP is opened by FFmpeg; "none" is no protocol, an empty list would mean all of them.
    "http": "none",
    "https": "none",
    "rtmp": "rtmp,tcp",
    "rtmps": "rtmps,rtmp,tls,tcp,httpproxy",
    "rtsp": "rtsp,tcp",
    "rtsps": "rtsps,rtsp,tls,tcp,httpproxy",
    "udp": "udp",
}
_HTTP_OPTIONS = {"http_persistent": "0", "http_multiple": "0"}  # both reach into FFmpeg's own HTTP client
_RTSP_TRANSPORTS = {"udp", "multicast", "udp_multicast", "filter_src", "listen", "http", "https"}


class Gate:
    """Opens one source's address, as often as it is asked. Raises SourceRefused for a bad one."""

    def __init__(
        self,
        url: str,
        policy: Policy | None = None,
        resolve: Resolve | None = None,
        ours: bool = False,
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        """`ours` is for addresses that no user wrote: the ingest server's."""
        self._target, self._ours, self._resolve = parse_url(url), ours, resolve
        self._policy = policy or Policy.from_env()
        self._fetcher = Fetcher(self._policy, resolve, idle)
        self._door: Door | None = None
        self._pinned: set[str] = set()
        if self._target.scheme == "rtsp":
            _refuse_transports(self._target)

    @property
    def scheme(self) -> str:
        return self._target.scheme

    def open(self, formats: str, options: dict[str, str], timeout: tuple[float, float]) -> InputContainer:
        """Open the address as one of these formats. It may take seconds. Raises SourceRefused, SourceLost."""
        url, more = self.url(), {"format_whitelist": formats} | options | self.options()
        fetched: dict[str, Any] = {"io_open": self._fetcher} if self._fetches else {}
        try:
            began_s = time.monotonic()
            container: InputContainer = av.open(
                url, options=more, timeout=timeout, metadata_errors="replace", **fetched
            )
        except MixerError:
            raise
        except (av.FFmpegError, ValueError) as error:
            if self.refusal():
                raise SourceRefused(self.refusal()) from None
            # Demuxers tell a time that ran out in different ways.
            silent = time.monotonic() - began_s > 0.9 * timeout[0]
            raise SourceLost("no answer" if silent else redacted(plain(error))) from None
        try:
            self.check_peers()
        except SourceRefused:
            container.close()
            raise
        return container

    def url(self) -> str:
        """The URL to give to FFmpeg now. Raises SourceRefused, SourceLost."""
        target = self._target
        if self._ours:
            return target.parts.geturl()
        address = self._policy.check(target, self._resolve)
        if target.scheme == "rtsp":
            return target.url_to(LOOPBACK, self._relay().port)
        if target.scheme == "rtmp":
            self._pinned = {address}
            return target.url_to(address)
        if target.scheme in _TUNNELLED:
            self._open_tunnel()
        return target.parts._replace(fragment="").geturl()

    def options(self) -> dict[str, str]:
        """FFmpeg's options that go with the URL."""
        options = {"protocol_whitelist": _PROTOCOLS[self.scheme]}
        if self._fetches:
            options |= _HTTP_OPTIONS
        if self.scheme == "rtmp" and not self._ours:
            options["rtmp_tcurl"] = self._application()
        if self.scheme in ("rtsp", "rtsps"):
            options["rtsp_transport"] = "tcp"
        return options

    def refusal(self) -> str:
        """Why an address that the stream led to was refused; empty when none was."""
        return self._fetcher.refusal or (self._door.refusal if self._door else "")

    def check_peers(self) -> None:
        """Raise SourceRefused when this process talks to an address it was not led to by us."""
        if self._ours:
            return
        known = self._pinned | self._fetcher.reached | (self._door.reached if self._door else set())
        for local, peer in connections():
            via_door = self._door is not None and self._door.port in (local[1], peer[1]) and peer[0] == LOOPBACK
            if not via_door and peer[0] not in known and not self._policy.allows(ipaddress.ip_address(peer[0])):
                raise SourceRefused("the stream led to an address that may not be opened")

    def hang_up(self) -> None:
        """Close what is open, so that nobody waits for it any longer."""
        self._fetcher.hang_up()

    def close(self) -> None:
        """Nobody reads any more."""
        self.hang_up()
        self._fetcher.close()
        if self._door:
            self._door.close()

    @property
    def _fetches(self) -> bool:
        return self.scheme in ("http", "https") and not self._ours

    def _open_tunnel(self) -> None:
        if self._door is None:
            self._door = door = TunnelDoor(self._policy, self._resolve)
            # FFmpeg's TLS takes its proxy from the environment; a no_proxy would let it out directly.
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
