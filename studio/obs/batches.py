"""Several requests in one message: read, and held to what is done here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.obs.protocol import Close, Closing

MOST = 100  # requests
SERIAL, PARALLEL = 0, 2  # what may be done at once may be done one after the other, too


@dataclass(frozen=True, slots=True)
class Request:
    """One of a batch; without a name it is refused in its place."""

    name: str
    data: dict[str, Any] | None
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """`halts`: the first failure ends it."""

    id: Any
    halts: bool
    requests: tuple[Request, ...]


def read(data: dict[str, Any]) -> Batch:
    """A batch. Raises Closing."""
    if "requestId" not in data:
        raise Closing(Close.MISSING_FIELD, "A batch has a `requestId`.")
    if data.get("executionType", SERIAL) not in (None, SERIAL, PARALLEL):
        raise Closing(Close.UNSUPPORTED, "A batch is carried out one request after the other (`executionType` 0).")
    if data.get("variables"):
        raise Closing(Close.UNSUPPORTED, "Batches with variables are not done here.")
    requests = data.get("requests")
    if not isinstance(requests, list) or not all(isinstance(one, dict) for one in requests):
        raise Closing(Close.FIELD_TYPE, "`requests` is expected to be a list of requests.")
    if len(requests) > MOST:
        raise Closing(Close.FIELD_VALUE, f"A batch has {MOST} requests at most, found {len(requests)}.")
    return Batch(data["requestId"], data.get("haltOnFailure") is True, tuple(_request(one) for one in requests))


def _request(data: dict[str, Any]) -> Request:
    if data.get("inputVariables") or data.get("outputVariables"):
        raise Closing(Close.UNSUPPORTED, "Batches with variables are not done here.")
    name = data["requestType"] if isinstance(data.get("requestType"), str) else ""
    about = {"requestType": name} | ({"requestId": data["requestId"]} if "requestId" in data else {})
    return Request(name, data_in(data), about)


def type_in(data: dict[str, Any]) -> str:
    """What a single request asks for. Raises Closing."""
    if "requestType" not in data:
        raise Closing(Close.MISSING_FIELD, "A request has a `requestType`.")
    if not isinstance(data["requestType"], str):
        raise Closing(Close.FIELD_TYPE, "`requestType` is expected to be a string.")
    return data["requestType"]


def data_in(data: dict[str, Any]) -> dict[str, Any] | None:
    """The parts of a request, or None. Raises Closing."""
    parts = data.get("requestData")
    if parts is not None and not isinstance(parts, dict):
        raise Closing(Close.FIELD_TYPE, "`requestData` is expected to be an object.")
    return parts
