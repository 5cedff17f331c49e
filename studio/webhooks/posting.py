"""One POST to somebody else's address: bounded in time and size, to public addresses only, led nowhere else."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mixer.errors import MixerError
from mixer.protocol.addresses import Policy, Resolve, Target, parse_url

PORTS = {"https": 443, "http": 80}
WITHIN_S = 12.0
CONNECT_S = 5.0
ANSWER_MOST = 512  # bytes of an answer that are read and kept
AGENT = "Tally-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: the answer's status (None: there was none) and beginning, or what went wrong."""

    status: int | None
    duration_ms: int
    answer: str = ""
    error: str = ""

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: Mapping[str, str], policy: Policy | None = None, resolve: Resolve | None = None,
    within_s: float = WITHIN_S,
) -> Outcome:  # fmt: skip
    """Send a body, and say what came of it. Never raises for what the address, the network or the other end does."""
    began = time.monotonic()
    status, answer, error = None, "", ""
    try:
        target = parse_url(url, PORTS)
        # Looked up once and connected to by number: a name that leads elsewhere a moment later gains nothing.
        address = (policy or Policy.from_env()).addresses(target.host, resolve)[0]
        status, answer = _exchange(target, address, body, headers, within_s)
        error = _why(status)
    except MixerError as refusal:
        error = str(refusal)
    except TimeoutError:
        error = f"no whole answer came within {within_s:g} s"
    except ssl.SSLError as trouble:
        error = f"the connection is not safe: {getattr(trouble, 'verify_message', '') or trouble.reason or trouble}"
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        error = f"the connection failed: {getattr(trouble, 'strerror', None) or trouble or type(trouble).__name__}"
    return Outcome(status, round((time.monotonic() - began) * 1000), answer, error[:300])


def _why(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"answered with {status}: a webhook is not led elsewhere; give it the new address"
    return f"answered with {status}"


def _exchange(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], within_s: float
) -> tuple[int, str]:
    """The status, and the beginning of the answer. Raises OSError, HTTPException."""
    sock = socket.create_connection((address, target.port), timeout=min(CONNECT_S, within_s))
    overdue = threading.Event()
    with _hung_up_after(sock, within_s, overdue):
        try:
            answer = _ask(_secured(sock, target, within_s), target, body, headers)
        except (OSError, http.client.HTTPException, ValueError):
            if not overdue.is_set():
                raise
        if overdue.is_set():  # also where what came until then looks like an answer
            raise TimeoutError
        return answer


@contextlib.contextmanager
def _hung_up_after(sock: socket.socket, seconds: float, overdue: threading.Event) -> Iterator[None]:
    """A time limit on all of it: one that sends a byte now and then would outlast the socket's own."""
    own = sock.dup()  # the connection's own descriptor is taken over, and closed, by TLS

    def hang_up() -> None:
        overdue.set()
        with contextlib.suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        own.close()
        sock.close()


def _secured(sock: socket.socket, target: Target, within_s: float) -> socket.socket:
    sock.settimeout(within_s)
    if target.scheme == "http":
        return sock
    return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)


def _ask(sock: socket.socket, target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = sock
    parts = target.parts
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = f"[{target.host}]" if ":" in target.host else target.host
    port = "" if target.port == PORTS[target.scheme] else f":{target.port}"
    own = {"Host": host + port, "Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close"}
    try:
        connection.request("POST", path, body, {**own, **headers})
        with connection.getresponse() as response:
            return response.status, response.read(ANSWER_MOST).decode(errors="replace").replace("\0", "")
    finally:
        connection.close()
