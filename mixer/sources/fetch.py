"""HTTP as FFmpeg's input, done here: every hop of every address is checked before it is connected to.

FFmpeg's own client follows redirects, and playlists lead it to any protocol it was built with.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import io
import socket
import ssl
import time
import weakref
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urljoin

# Imported here and not at need: a worker may not be able to read the folder it lies in.
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mixer.errors import SourceLost, SourceRefused
from mixer.protocol.addresses import Policy, Resolve, Target, parse_url

SCHEMES = ("http", "https")
REDIRECTS = 5
TIMEOUT_S = 4.0  # below the engine's patience with a worker that says nothing
IDLE_S = 0.5
MAX_SKIP = 1 << 18  # further ahead than this a new request is cheaper than reading on
MAX_OVER = 1 << 29  # further than this is not read over
PROGRESS, IN_VAIN = 1 << 16, 8  # so many answers in a row may be shorter than that
LOST = "the connection was closed or gave no answer"
MAX_ENCRYPTED = 64 << 20
WORDS = {401: "a user name and password are needed", 403: "forbidden", 404: "not found", 410: "gone"}


class Fetcher:
    """Opens what FFmpeg asks for (`io_open`). Remembers why it refused something."""

    def __init__(self, policy: Policy, resolve: Resolve | None = None, idle: Callable[[], None] = lambda: None) -> None:
        """`idle` is called now and then while data is read."""
        self.policy, self.resolve = policy, resolve
        self.refusal = ""
        self._idle, self._next_idle = idle, 0.0
        self._open: weakref.WeakSet[Fetched] = weakref.WeakSet()
        self.reached: set[str] = set()

    def __call__(self, url: str, flags: int, options: dict[str, str]) -> Any:
        """A file of the address. Raises SourceRefused, SourceLost."""
        try:
            if not url.startswith(("crypto+", "crypto:")):
                return Fetched(self, url)
            return decrypted(Fetched(self, url[len("crypto+") :]), options)
        except SourceRefused as error:
            self.refusal = str(error)
            raise

    def hang_up(self) -> None:
        """Close every connection; whoever reads from one gets an error at once."""
        for one in list(self._open):
            one.hang_up()

    def close(self) -> None:
        """Let go of what FFmpeg has left open; nobody reads any more."""
        for one in list(self._open):
            one.close()

    def breathe(self, at_once: bool = False) -> None:
        """Let who reads hear others, now and then; `at_once` before what may take long."""
        now = time.monotonic()
        if at_once or now >= self._next_idle:
            self._next_idle = now + IDLE_S
            self._idle()

    def opened(self, one: Fetched) -> None:
        self._open.add(one)


class Fetched:
    """A readable file over HTTP; seekable when its length is known, quickly so when the server takes ranges."""

    def __init__(self, fetcher: Fetcher, url: str) -> None:
        self._fetcher, self._url = fetcher, url
        self._at = self._wanted = 0
        self._hung_up = False
        self._asked_at = self._in_vain = 0  # where the answer began; how many brought next to nothing
        self._sock: socket.socket | None = None
        self._response: http.client.HTTPResponse | None = None
        self._response = self._request(0)
        length = self._response.getheader("Content-Length", "")
        self._ranges = "bytes" in self._response.getheader("Accept-Ranges", "") and length.isdigit()
        self._size = int(length) if length.isdigit() else None

    def read(self, count: int) -> bytes:
        """Up to `count` bytes; none at the end. Raises SourceLost."""
        self._fetcher.breathe()
        if self._size is not None and self._wanted >= self._size:
            return b""
        if self._wanted != self._at:
            self._move()
        try:
            data = self._response.read1(count) if self._response else b""
            if not data and self._more:
                raise ConnectionError
        except (OSError, http.client.HTTPException):
            data = self._read_on(count)
        self._at += len(data)
        self._wanted = self._at
        return data

    @property
    def _more(self) -> bool:
        return self._size is not None and self._at < self._size

    def _read_on(self, count: int) -> bytes:
        """Asked for anew from where it broke off: servers hang up on a file that is paused. Raises SourceLost."""
        self._in_vain = 0 if self._at - self._asked_at > PROGRESS else self._in_vain + 1
        if not self._ranges or self._hung_up or self._in_vain > IN_VAIN:
            raise SourceLost(LOST)
        self._ask_from(self._at)
        assert self._response
        try:
            data = self._response.read1(count)
        except (OSError, http.client.HTTPException):
            raise SourceLost(LOST) from None
        if not data:
            raise SourceLost(LOST)
        return data

    def _ask_from(self, start: int) -> None:
        self.close()
        self._at = self._asked_at = start
        self._response = self._request(start)

    def seekable(self) -> bool:
        return self._size is not None

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._wanted}.get(whence, self._size or 0)
        self._wanted = max(0, base + offset)
        return self._wanted

    def tell(self) -> int:
        return self._wanted

    def close(self) -> None:
        if self._response:
            self._response.close()
        if self._sock:
            self._sock.close()

    def __del__(self) -> None:
        self.close()  # FFmpeg does not close what it could not open as a whole

    def hang_up(self) -> None:
        self._hung_up = True
        if self._sock:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)

    def _move(self) -> None:
        """Go to where reading is to go on: by another request, or by reading over what lies before it."""
        ahead = self._wanted - self._at
        if ahead < 0 or (self._ranges and ahead > MAX_SKIP):
            self._ask_from(self._wanted if self._ranges else 0)
        if self._wanted - self._at > MAX_OVER:
            raise SourceLost("the server sends only from the beginning on, and the file is too long for that")
        self._skip()
        if self._at < self._wanted:  # it has hung up in between
            if not self._ranges:
                raise SourceLost(LOST)
            self._ask_from(self._wanted)

    def _skip(self) -> None:
        """Read over what is before the place that is wanted, as far as it comes."""
        try:
            while self._response and self._at < self._wanted:
                skipped = self._response.read1(min(MAX_SKIP, self._wanted - self._at))
                if not skipped:
                    return
                self._at += len(skipped)
                self._fetcher.breathe()
        except (OSError, http.client.HTTPException):
            return

    def _request(self, start: int) -> http.client.HTTPResponse:
        url = self._url
        for _ in range(REDIRECTS):
            self._response = response = self._ask(parse_url(url), start)
            location = response.getheader("Location")
            if response.status in (301, 302, 303, 307, 308) and location:
                self.close()
                url = urljoin(url, location)
                continue
            if response.status == 206 or (response.status == 200 and not start):
                self._url = url
                self._fetcher.opened(self)
                return response
            self.close()
            words = WORDS.get(response.status, "the server failed" if response.status >= 500 else "the server refused")
            raise SourceLost(f"{words} ({response.status})")
        raise SourceLost("the server sends from one address to the next without end")

    def _ask(self, target: Target, start: int) -> http.client.HTTPResponse:
        if target.scheme not in SCHEMES:
            raise SourceRefused(f"the stream led to a {target.scheme}:// address, which is not followed from HTTP")
        address = self._fetcher.policy.addresses(target.host, self._fetcher.resolve)[0]
        self._fetcher.reached.add(address)
        self._fetcher.breathe(at_once=True)
        connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
        try:
            # Kept apart: http.client lets go of a connection that is to close after its answer.
            connection.sock = self._sock = self._connect(target, address)
            path = target.parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            self._fetcher.breathe(at_once=True)
            connection.request("GET", path if path.startswith("/") else "/" + path, headers=headers(target, start))
            return connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            if self._sock:
                self._sock.close()
            raise SourceLost(network_words(error)) from None

    def _connect(self, target: Target, address: str) -> socket.socket:
        sock = socket.create_connection((address, target.port), TIMEOUT_S)
        if target.scheme == "http":
            return sock
        try:
            return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
        except BaseException:
            sock.close()
            raise


def headers(target: Target, start: int) -> dict[str, str]:
    default = {"http": 80, "https": 443}[target.scheme]
    host = f"[{target.host}]" if ":" in target.host else target.host
    fields = {
        "Host": host if target.port == default else f"{host}:{target.port}",
        "User-Agent": "Tally",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if start:
        fields["Range"] = f"bytes={start}-"
    user, _, _ = target.parts.netloc.rpartition("@")
    if user:
        fields["Authorization"] = "Basic " + base64.b64encode(unquote(user).encode()).decode()
    return fields


def network_words(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the server's certificate is not trusted"
    if isinstance(error, TimeoutError):
        return "no answer"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return (error.strerror or "the connection failed").lower() if isinstance(error, OSError) else "not understood"


def decrypted(file: Fetched, options: dict[str, str]) -> io.BytesIO:
    """An AES-128 HLS segment in the clear. Raises SourceRefused, SourceLost."""
    data = bytearray()
    with contextlib.closing(file):
        while block := file.read(1 << 16):
            data += block
            if len(data) > MAX_ENCRYPTED:
                raise SourceLost("an encrypted segment is too long")
    try:
        key, iv = (bytes.fromhex(options[name].removeprefix("0x")) for name in ("key", "iv"))
        plain = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor().update(bytes(data[: len(data) & ~15]))
    except (KeyError, ValueError):
        raise SourceLost("an encrypted segment has no usable key") from None
    return io.BytesIO(plain[: -plain[-1]] if plain and 0 < plain[-1] <= 16 else plain)
