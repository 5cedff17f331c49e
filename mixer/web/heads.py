"""The heads of HTTP messages, read strictly: what two programs could understand differently is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mixer.errors import SourceRefused
from mixer.protocol.addresses import parse_url

MOST_BYTES, MOST_FIELDS = 48 << 10, 200
_REQUEST = re.compile(r"([A-Z]{3,20}) ([\x21-\x7e]+) HTTP/1\.([01])")
_ANSWER = re.compile(r"HTTP/1\.[01] ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_ABSOLUTE = re.compile(r"http://([^/?#]*)(/[^?#]*)?(\?[^#]*)?(?:#.*)?", re.IGNORECASE)
# They say something about one connection, not about what travels through it.
_OF_CONNECTION = frozenset((
    "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "upgrade", "http2-settings",
))  # fmt: skip

Field = tuple[str, str]


class BadHead(ValueError):
    """Not a head that may be passed on; `status` is what to answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: a host as it is looked up, a port, and what is asked of it there."""

    host: str
    port: int
    path: str = "/"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 80 else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a proxy. `length` is how many bytes of body follow its head."""

    method: str
    place: Place
    fields: tuple[Field, ...]
    length: int = 0

    def field(self, name: str) -> str:
        return next((value for key, value in self.fields if key.lower() == name), "")

    def onward(self) -> bytes:
        """The head as its server gets it: for this one request, and with the host that was checked."""
        fields = [("Host", self.place.authority), *_lasting(self.fields, {"host"}), ("Connection", "close")]
        return _written(f"{self.method} {self.place.path} HTTP/1.1", fields)


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; interim ones (1xx) are followed by another."""

    status: int
    reason: str
    fields: tuple[Field, ...]

    def onward(self) -> bytes:
        """The head as the browser gets it: it never sends a second request on the same connection."""
        fields = [*_lasting(self.fields, set()), *([] if self.status < 200 else [("Connection", "close")])]
        return _written(f"HTTP/1.1 {self.status} {self.reason}", fields)


def read_request(head: bytes) -> Request:
    """A head up to and with its blank line. Raises BadHead."""
    first, fields = _taken_apart(head)
    found = _REQUEST.fullmatch(first)
    if not found:
        raise BadHead(400, "not a request")
    method, target = found[1], found[2]
    place = connect_place(target) if method == "CONNECT" else place_of(target)
    return Request(method, place, fields, _length(fields))


def read_answer(head: bytes) -> Answer:
    """A server's head up to and with its blank line. Raises BadHead."""
    first, fields = _taken_apart(head)
    found = _ANSWER.fullmatch(first)
    if not found:
        raise BadHead(502, "the server's answer is not HTTP")
    _framed_once(fields, 502)
    return Answer(int(found[1]), found[2] or "", fields)


def place_of(target: str) -> Place:
    """What `http://host:port/path` leads to. Raises BadHead for anything else."""
    found = _ABSOLUTE.fullmatch(target)
    if not found:
        raise BadHead(400, "only http:// is fetched; the rest goes through CONNECT")
    host, port = _host(found[1], 80)
    return Place(host, port, (found[2] or "/") + (found[3] or ""))


def connect_place(target: str) -> Place:
    """What `host:port` of a CONNECT leads to. Raises BadHead."""
    if not re.search(r":\d{1,5}$", target):
        raise BadHead(400, "CONNECT names a host and a port")
    host, port = _host(target, 443)
    return Place(host, port)


def path_in(path: str) -> str:
    """The file that a path names, without a query, leading slash or anything that climbs. Raises BadHead."""
    name = unquote_to_bytes(path.partition("?")[0]).decode("utf-8", "replace").lstrip("/")
    if "\0" in name or "\\" in name or ".." in name.split("/"):
        raise BadHead(404, "no such file")
    return name


def _host(authority: str, default: int) -> tuple[str, int]:
    if "@" in authority or "%" in authority:
        raise BadHead(400, "an address has neither a user nor an encoded host")
    try:
        target = parse_url(f"http://{authority}/")
    except SourceRefused as error:
        raise BadHead(403, str(error)) from None
    port = target.port if ":" in authority.rpartition("]")[2] else default
    if not 0 < port < 65536:
        raise BadHead(400, "there is no such port")
    return target.host, port


def _taken_apart(head: bytes) -> tuple[str, tuple[Field, ...]]:
    if len(head) > MOST_BYTES:
        raise BadHead(431, "the head is too long")
    if not head.endswith(b"\r\n\r\n") or b"\0" in head:
        raise BadHead(400, "not a head")
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    if len(lines) > MOST_FIELDS:
        raise BadHead(431, "too many fields")
    return first, tuple(_field(line) for line in lines)


def _field(line: str) -> Field:
    found = _FIELD.fullmatch(line)
    if not found:
        raise BadHead(400, "a field cannot be read")
    return found[1], found[2]


def _length(fields: tuple[Field, ...]) -> int:
    """How long a request's body is. One of unknown length is not taken: no browser sends it to a proxy."""
    _framed_once(fields, 400)
    if any(name.lower() == "transfer-encoding" for name, _ in fields):
        raise BadHead(411, "a body of unknown length is not passed on")
    lengths = [value for name, value in fields if name.lower() == "content-length"]
    return int(lengths[0]) if lengths else 0


def _framed_once(fields: tuple[Field, ...], status: int) -> None:
    """Raise BadHead where the end of a body could be read in two ways."""
    lengths = [value for name, value in fields if name.lower() == "content-length"]
    coded = [value.lower() for name, value in fields if name.lower() == "transfer-encoding"]
    if len(lengths) + len(coded) > 1 or not all(re.fullmatch(r"\d{1,15}", value) for value in lengths):
        raise BadHead(status, "the length of the body is said in two ways")
    if coded and coded != ["chunked"]:
        raise BadHead(status, "the body is coded in a way that is not known")


def _lasting(fields: Iterable[Field], besides: set[str]) -> list[Field]:
    """The fields that are meant for the other end: not those that the connection's own field names either."""
    fields = list(fields)
    named = {one.strip().lower() for name, value in fields if name.lower() == "connection" for one in value.split(",")}
    # Nobody may have the length of a body taken away under way.
    gone = (_OF_CONNECTION | besides | named) - {"content-length", "transfer-encoding"}
    return [(name, value) for name, value in fields if name.lower() not in gone]


def _written(first: str, fields: Iterable[Field]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in fields)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
