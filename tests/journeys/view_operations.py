"""Every operation on views: links made, looked through and revoked, and a message that is sent, seen and taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
from websockets.sync.client import connect

from tests.journeys.page_operations import PATIENCE_S, REVOKED, closed, heard, made, origin, phone_of
from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director

Row = dict[str, Any]
NOBODY = 4401  # no ticket that is good


def is_viewed(director: Director) -> None:
    """A tally follows a cut on air and reads a message; a revoked link is closed."""
    camera = made(director, "Camera 9", {"kind": "test"})
    address = director.of_show("views")
    given = director.post(address, {"kind": "tally", "source": camera, "name": "Camera 9"})
    assert given["id"] in {one["id"] for one in director.get(address)["results"]}
    path = httpx.URL(given["link"]).path
    assert "Camera 9" in httpx.get(f"{origin(director)}{path}").raise_for_status().text
    with phone_of(director, f"{given['link']}/") as phone:
        director.command("preview", scene=camera)
        part(phone, "desk", lambda desk: desk and desk["preview"] == camera)
        director.command("take", scene=camera)
        part(phone, "desk", lambda desk: desk["program"] == camera)
        reads(director, phone)
        director.delete(f"{address}/{given['id']}")
        assert closed(phone) == REVOKED
    assert httpx.get(f"{origin(director)}{path}").status_code == httpx.codes.GONE


def reads(director: Director, phone: Any) -> None:
    messages = director.of_show("messages")
    sent = director.post(messages, {"text": "Two minutes", "urgent": True})
    part(phone, "messages", lambda told: told and told[0]["text"] == "Two minutes")
    phone.send(json.dumps({"type": "seen", "message": sent["id"]}))
    until(lambda: director.get(messages)["results"][0]["seen"], seconds=PATIENCE_S)
    assert director.get(messages)["results"][0]["seen"][0]["by"] == "Camera 9"
    director.delete(f"{messages}/{sent['id']}")
    part(phone, "messages", lambda told: told == [])


def listens(director: Director) -> None:
    """A ticket opens the event socket once, which tells of a command on air and carries one out."""
    ticket = director.post(director.of_show("socket-ticket"))["ticket"]
    here = origin(director).replace("http", "ws", 1)
    address = f"{here}/ws/shows/{director.show}/events/?kinds=sound&ticket={ticket}"
    with connect(address, proxy=None) as panel:
        first = heard(panel, "snapshot")
        assert (first["link"], first["role"]) == ("up", "director")
        director.command("master", gain_db=-7.5)
        assert heard(panel, "event")["data"]["master"]["gain_db"] == -7.5
        panel.send(json.dumps({"type": "command", "id": "1", "verb": "master", "gain_db": 0}))
        assert heard(panel, "answer")["ok"]
    with connect(address, proxy=None) as panel:
        assert closed(panel) == NOBODY


def part(phone: Any, name: str, fits: Any) -> None:
    """Wait until the view was told a part that fits."""
    while True:
        message: Row = json.loads(phone.recv(timeout=PATIENCE_S))
        if message["type"] == "part" and message["name"] == name and fits(message["value"]):
            return
