"""JSON in text messages, MsgPack in binary ones: a client chooses by its subprotocol, and without one has JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack
from websockets.typing import Subprotocol

from studio.jsonin import BadJson, read_json
from studio.obs.protocol import Close, Closing


@dataclass(frozen=True, slots=True)
class Encoding:
    """`write` makes a WebSocket message of the JSON text of one, `read` a value of what came."""

    subprotocol: str
    write: Callable[[str], str | bytes]
    read: Callable[[str | bytes], Any]


def _read_json(raw: str | bytes) -> Any:
    if not isinstance(raw, str):
        raise Closing(Close.DECODE, "expected a text message of JSON, found a binary one")
    try:
        return read_json(raw)
    except BadJson as error:
        raise Closing(Close.DECODE, str(error)) from None


def _read_msgpack(raw: str | bytes) -> Any:
    if not isinstance(raw, bytes):
        raise Closing(Close.DECODE, "expected a binary message of MsgPack, found text")
    try:
        value = msgpack.unpackb(raw, raw=False, strict_map_key=True, timestamp=0)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise Closing(Close.DECODE, f"this is no MsgPack: {str(error) or type(error).__name__}"[:120]) from None
    return _as_json(value)


def _as_json(value: Any) -> Any:
    """A value of MsgPack, held to what JSON could say: the rest of the adapter knows one kind of value."""
    try:
        return read_json(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError, BadJson) as error:
        raise Closing(Close.DECODE, f"this could not be said in JSON: {error}"[:120]) from None


JSON = Encoding("obswebsocket.json", str, _read_json)
MSGPACK = Encoding("obswebsocket.msgpack", lambda text: bytes(msgpack.packb(json.loads(text))), _read_msgpack)
ENCODINGS = {one.subprotocol: one for one in (JSON, MSGPACK)}


def chosen(offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The subprotocol that a handshake gets: the first of those offered that is known."""
    return next((one for one in offered if one in ENCODINGS), None)


def of(subprotocol: str | None) -> Encoding:
    return ENCODINGS.get(subprotocol or "", JSON)
