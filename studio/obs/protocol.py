"""The numbers of obs-websocket 5, and how a message looks. From the protocol's own reference."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any

RPC_VERSION = 1
VERSION = "5.5.0"  # of the protocol that this follows
OBS_VERSION = "31.0.0"  # the OBS that came with it: clients ask for no older one


class Op(IntEnum):
    """What a message is."""

    HELLO = 0
    IDENTIFY = 1
    IDENTIFIED = 2
    REIDENTIFY = 3
    EVENT = 5
    REQUEST = 6
    RESPONSE = 7
    BATCH = 8
    BATCH_RESPONSE = 9


class Close(IntEnum):
    """Why a socket is closed; those under 4000 are WebSocket's own."""

    POLICY = 1008
    UNKNOWN_REASON = 4000
    DECODE = 4002
    MISSING_FIELD = 4003
    FIELD_TYPE = 4004
    FIELD_VALUE = 4005
    UNKNOWN_OP = 4006
    NOT_IDENTIFIED = 4007
    ALREADY_IDENTIFIED = 4008
    AUTHENTICATION = 4009
    RPC_VERSION = 4010
    INVALIDATED = 4011
    UNSUPPORTED = 4012


class Status(IntEnum):
    """How a request went."""

    SUCCESS = 100
    MISSING_TYPE = 203
    UNKNOWN_TYPE = 204
    GENERIC = 205
    NOT_READY = 207
    MISSING_FIELD = 300
    MISSING_DATA = 301
    FIELD_TYPE = 401
    OUT_OF_RANGE = 402
    FIELD_EMPTY = 403
    OUTPUT_RUNNING = 500
    OUTPUT_NOT_RUNNING = 501
    OUTPUT_DISABLED = 504
    NOT_FOUND = 600
    NO_ROOM = 603
    WRONG_STATE = 604
    FAILED = 702
    CANNOT_ACT = 703


class Intent(IntFlag):
    """What a client subscribes to. `ALL` is what one hears that does not say; loud ones are asked for by name."""

    GENERAL = 1 << 0
    CONFIG = 1 << 1
    SCENES = 1 << 2
    INPUTS = 1 << 3
    TRANSITIONS = 1 << 4
    FILTERS = 1 << 5
    OUTPUTS = 1 << 6
    SCENE_ITEMS = 1 << 7
    MEDIA_INPUTS = 1 << 8
    VENDORS = 1 << 9
    UI = 1 << 10
    ALL = (1 << 11) - 1
    METERS = 1 << 16


class Refused(Exception):
    """A request is answered with this status; the text is for people."""

    def __init__(self, status: Status, text: str) -> None:
        super().__init__(text)
        self.status = status


class Closing(Exception):
    """The socket is to be closed with this code and reason."""

    def __init__(self, code: Close, text: str) -> None:
        super().__init__(text)
        self.code = code


def message(op: Op, data: dict[str, Any]) -> dict[str, Any]:
    return {"op": int(op), "d": data}


def event(name: str, intent: Intent, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """An event as it goes out; one without anything to say has no `eventData`."""
    told = {"eventType": name, "eventIntent": int(intent)}
    return message(Op.EVENT, told if data is None else told | {"eventData": data})


def status(code: Status, comment: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {"result": code is Status.SUCCESS, "code": int(code)}
    return told | {"comment": comment} if comment else told
