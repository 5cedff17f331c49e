"""What is pressed while a link is dead is never done later, whichever process between hand and air is stuck."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from mixer.protocol import locks
from studio.air.processes.show_paths import ShowPaths
from tests.up.studio import Studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PATIENCE_S = 60.0
A_SECOND = 30  # frames
TWO_SCENES = """
from studio.shows.models import Show
from studio.shows.rows import add
show = Show.objects.get()
full = show.layouts.get(name="Full")
for name in ("Wide", "Stage"):
    add(show, "scenes", {"name": name, "layout": full.pk, "slots": {}})
"""


class Hand:
    """A console without a screen: it sees frames, and presses."""

    def __init__(self, socket: ClientConnection, turn: int) -> None:
        self.socket, self.turn = socket, turn
        self.frame, self.heard, self.pressed = 0, 0, 0
        self.desk: dict[str, Any] = {}
        self.socket.send(json.dumps({"type": "seat", "seat": "a hand", "turn": turn}))
        self.see("snapshot", link="up")
        self.see("status")

    def see(self, kind: str, **parts: Any) -> dict[str, Any]:
        """Look until a message of this kind with these parts comes."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            text = self.socket.recv(timeout=PATIENCE_S)
            self.heard += 1
            if self.heard % 16 == 0:
                self.socket.send(json.dumps({"type": "ack", "n": self.heard}))
            message: dict[str, Any] = json.loads(text) if isinstance(text, str) else {}
            if message.get("type") == "status":
                self.frame = message["frame"]
            self.desk = message.get("desk") or self.desk
            if message.get("type") == kind and all(message.get(name) == part for name, part in parts.items()):
                return message
        raise AssertionError(f"no {kind} came")

    def press(self, verb: str) -> str:
        """Ask as the console does; the command's name."""
        self.pressed += 1
        name = f"press-{self.turn}-{self.pressed}"
        parts = {"not_after_frame": self.frame + 2 * A_SECOND, "expected_preview": self.desk["preview"]}
        self.socket.send(json.dumps({"type": "command", "id": name, "verb": verb, **parts}))
        return name


@contextmanager
def a_hand(studio: Studio, turn: int) -> Iterator[Hand]:
    address = f"ws://127.0.0.1:{studio.port}/ws/shows/{studio.show_id}/"
    pass_ = {"Authorization": f"Bearer {studio.token}"}
    with connect(address, additional_headers=pass_, proxy=None) as socket:
        yield Hand(socket, turn)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("home")).with_a_show()
    studio.manage("shell", "-v0", "-c", TWO_SCENES)
    supervisor = studio.start()
    try:
        studio.link(supervisor)
        until(lambda: begun(studio))
        yield studio
    finally:
        studio.end(supervisor)


def desk_of(studio: Studio) -> dict[str, Any]:
    desk: dict[str, Any] = json.loads(studio.get(f"/api/v1/shows/{studio.show_id}/status"))["desk"] or {}
    return desk


def begun(studio: Studio) -> bool:
    desk = desk_of(studio)
    return bool(desk) and not desk["starting"] and desk["program"].startswith("scn_")


@contextmanager
def stuck(pid: int) -> Iterator[None]:
    """The process does nothing, and its sockets take what is sent."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def the_programme_goes_on(studio: Studio) -> None:
    """Until more than a press's second has been on air."""
    before = studio.playlist
    until(lambda: studio.playlist not in ("", before))
    once = studio.playlist
    until(lambda: studio.playlist != once)


def pid_of(studio: Studio, what: str) -> int:
    paths = ShowPaths(studio.home, studio.show_id)
    if what == "web":
        return studio.pid_of("web")
    return locks.owner(paths.lock if what == "runmixer" else paths.lock_of("engine")) or 0


@pytest.mark.parametrize(("what", "turn"), [("web", 1), ("runmixer", 3)])
def test_a_press_on_a_dead_link_is_never_delivered_later(studio: Studio, what: str, turn: int) -> None:
    before = desk_of(studio)
    with a_hand(studio, turn) as hand:
        with stuck(pid_of(studio, what)):
            name = hand.press("cut")
            the_programme_goes_on(studio)
        assert hand.see("answer", id=name)["code"] in ("too_late", "no_answer", "link_down")
        assert hand.see("status")
    assert desk_of(studio)["program"] == before["program"]
    with a_hand(studio, turn + 1) as hand:
        name = hand.press("cut")
        assert hand.see("answer", id=name)["ok"]
    assert desk_of(studio)["program"] == before["preview"]


def test_a_press_on_an_engine_that_hung_is_not_done_when_it_wakes(studio: Studio) -> None:
    before = desk_of(studio)
    with a_hand(studio, 5) as hand:
        with stuck(pid_of(studio, "engine")):
            name = hand.press("cut")
            woken = time.monotonic() + 2.6  # past the press's limit, before runmixer takes it for stuck
            until(lambda: time.monotonic() > woken)
        assert hand.see("answer", id=name)["code"] in ("too_late", "engine_lost")
    assert desk_of(studio)["program"] == before["program"]


def test_a_press_that_the_old_socket_had_not_delivered_is_void_once_there_is_a_new_one(studio: Studio) -> None:
    before = desk_of(studio)
    with a_hand(studio, 6) as old, a_hand(studio, 7) as new:
        old.frame = new.frame
        name = old.press("cut")
        assert old.see("answer", id=name)["code"] == "void"
    assert desk_of(studio)["program"] == before["program"]


def test_a_request_that_got_no_answer_is_not_done_later(studio: Studio) -> None:
    before = desk_of(studio)
    with stuck(pid_of(studio, "runmixer")):
        with pytest.raises(urllib.error.HTTPError) as failed:
            studio.post(f"/api/v1/shows/{studio.show_id}/cut")
        assert failed.value.code == 503
        failed.value.close()
        the_programme_goes_on(studio)
    until(lambda: desk_of(studio))
    with a_hand(studio, 8):  # by now everything that was on the way has come
        assert desk_of(studio)["program"] == before["program"]
