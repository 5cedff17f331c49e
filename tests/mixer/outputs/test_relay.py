"""A relay says what is so: only what arrives is live, every failure has a reason, and it tries for ever."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from mixer.outputs.destination import Session
from mixer.outputs.relay import BACKLOG_S, CONNECT_S, LOOK_UP_S, NO_KEY, PAUSES_S, STALL_S, WELL_S, Relay, allowed
from mixer.outputs.send_queue import Connection, parsed
from mixer.outputs.sender import Address, command
from mixer.protocol.addresses import Policy

from mixer.outputs.destination import DELTA, KEY  # isort: skip
from tests.mixer.outputs.makers import clip

OUTPUT = {"kind": "relay", "platform": "other", "server": "rtmp://203.0.113.9/live", "latency_ms": 500}
SECRETS = {"key": "abcd-efgh"}
PEER = ipaddress.ip_address("203.0.113.9")
INIT = b"the init"
NAMES: Any = {
    "203.0.113.9": ["203.0.113.9"],
    "203.0.113.10": ["203.0.113.10"],
    "two.example": ["203.0.113.9", "203.0.113.10"],
    "mixed.example": ["203.0.113.9", "10.0.0.7"],
}


class PaperSender:
    """An ffmpeg that does what the test says."""

    def __init__(self, address: Address, init: bytes) -> None:
        self.address, self.fed, self.pid = address, [init], 4711
        self.sent = self.taken = self.backlog = 0
        self.ended = self.killed = self.left = False
        self.complaint = ""

    def feed(self, fragment: bytes) -> None:
        self.fed.append(fragment)

    def flush(self) -> None: ...

    def forget_waiting(self) -> None:
        self.backlog = 0

    def why(self) -> str:
        return self.complaint

    def end(self) -> None:
        self.left = True

    def ends_within(self, seconds: float) -> bool:
        self.ended = True
        return True

    def kill(self) -> None:
        self.killed = True


class Asked:
    """A name that is looked up as quickly as the test likes."""

    def __init__(self, scene: Scene, address: Address, turn: int) -> None:
        self.scene, self.address, self.turn = scene, address, turn

    def within(self, seconds: float) -> Address | None:
        return allowed(self.address, Policy.from_env(), turn=self.turn, resolve=NAMES.get) if self.scene.known else None


class Scene:
    """A relay with paper around it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TALLY_ALLOW_NETS", "203.0.113.0/24")
        self.now, self.unsent, self.peer = 1000.0, 0, PEER
        self.senders: list[PaperSender] = []
        self.said: list[tuple[str, str, str]] = []
        self.asked: list[Asked] = []
        self.known = True  # what a name leads to
        self.relay = Relay(
            lambda *event: self.said.append(event), make=self._make, clock=lambda: self.now,
            look=lambda pid: [Connection(self.peer, self.unsent)], ask=self._ask,
        )  # fmt: skip

    def _ask(self, address: Address, failures: int) -> Asked:
        self.asked.append(Asked(self, address, failures))
        return self.asked[-1]

    def _make(self, address: Address, init: bytes) -> PaperSender:
        self.senders.append(PaperSender(address, init))
        return self.senders[-1]

    @property
    def sender(self) -> PaperSender:
        return self.senders[-1]

    def begin(self) -> None:
        self.relay.begin(Session.parse(clip().session("one")), INIT)

    def frames(self, count: int = 4) -> None:
        """A group of pictures: a keyframe and what follows it."""
        for number in range(count):
            self.relay.add(number == 0, (KEY if number == 0 else DELTA) + b"%d" % number)
            self.relay.flush()

    def seconds(self, count: float, sent: int = 0) -> None:
        """Time passes, a look each second; the sender writes so much in each."""
        for _ in range(round(count)):
            self.now += 1
            self.sender.sent += sent
            self.relay.tick()

    def live(self) -> None:
        self.relay.use(OUTPUT, SECRETS)
        self.begin()
        self.frames()
        self.sender.sent = 240
        self.relay.flush()
        assert self.relay.state == "live"

    def codes(self) -> list[str]:
        return [code for _, code, _ in self.said]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


def test_it_sends_from_a_keyframe_on_and_is_live_once_something_was_written(scene: Scene) -> None:
    scene.relay.use(OUTPUT, SECRETS)
    scene.begin()
    scene.relay.add(False, b"F-before")
    assert not scene.senders
    scene.frames()
    assert scene.relay.state == "connecting" and scene.sender.fed == [INIT, b"K0", b"F1", b"F2", b"F3"]
    scene.sender.sent = 240
    scene.relay.flush()
    assert scene.relay.state == "live" and scene.codes() == ["relay_live"]


def test_what_ends_is_told_with_its_reason_once_and_tried_again_with_growing_pauses(scene: Scene) -> None:
    scene.relay.use(OUTPUT, SECRETS)
    scene.begin()
    for tries, pause in enumerate([*PAUSES_S, PAUSES_S[-1]], 1):
        scene.frames()
        scene.sender.ended, scene.sender.complaint = True, "Connection refused"
        scene.relay.flush()
        assert (scene.relay.state, scene.relay.text) == ("retrying", "Connection refused")
        scene.now += pause - 0.01
        scene.frames()
        assert len(scene.senders) == tries, "too early"
        scene.now += 0.02
    assert scene.codes() == ["relay_lost"] and all(one.killed for one in scene.senders)


def test_a_silent_server_is_given_up(scene: Scene) -> None:
    scene.relay.use(OUTPUT, SECRETS)
    scene.begin()
    scene.frames()
    scene.now += CONNECT_S + 0.1
    scene.relay.flush()
    assert scene.relay.state == "retrying" and "does not answer" in scene.relay.text and scene.sender.killed


def test_a_server_that_takes_nothing_more_is_told_long_before_the_pipe_is_full(scene: Scene) -> None:
    scene.live()
    scene.seconds(5, sent=500_000)
    assert scene.relay.state == "live"
    for at in range(1, 10):  # what it writes goes into buffers only
        scene.unsent = 500_000 * at
        scene.seconds(1, sent=500_000)
        if scene.relay.state != "live":
            break
    assert scene.relay.state == "retrying" and at <= STALL_S + 1 and "takes nothing" in scene.relay.text


def test_a_line_with_much_on_its_way_is_no_stall(scene: Scene) -> None:
    scene.live()
    scene.unsent = 900_000
    scene.seconds(60, sent=500_000)
    assert scene.relay.state == "live"


def test_a_programme_that_stands_still_is_no_stall(scene: Scene) -> None:
    scene.live()
    scene.seconds(60)
    assert scene.relay.state == "live"


def test_a_line_that_is_too_slow_costs_whole_stretches_and_says_so(scene: Scene) -> None:
    scene.live()
    scene.sender.backlog = 10_000_000
    scene.relay.flush()
    scene.relay.add(False, b"F-lost")
    assert scene.relay.state == "live" and "too slow" in scene.relay.text and scene.relay.status()["left_out"] == 1
    scene.frames(2)
    assert scene.sender.fed[-2:] == [b"K0", b"F1"] and b"F-lost" not in scene.sender.fed
    scene.sender.backlog = 10_000_000
    scene.relay.flush()
    assert scene.codes().count("relay_slow") == 1, "once a bad spell"
    scene.frames(2)
    scene.seconds(WELL_S + 1, sent=100)
    assert scene.relay.text.startswith("live on") and BACKLOG_S > 5


def test_a_relay_that_was_left_behind_itself_sends_again_from_the_next_keyframe(scene: Scene) -> None:
    """It did not read for too long, so fragments were left out; the timeline and its init are the same."""
    scene.live()
    scene.relay.broken()
    scene.frames()
    assert len(scene.senders) == 2 and scene.sender.fed == [INIT, b"K0", b"F1", b"F2", b"F3"]


def test_a_name_that_nobody_knows_in_time_is_told_and_holds_nothing_up(scene: Scene) -> None:
    scene.known = False
    scene.relay.use({**OUTPUT, "server": "rtmp://two.example/live"}, SECRETS)
    scene.begin()
    scene.frames()
    assert scene.relay.state == "connecting" and not scene.senders
    scene.now += LOOK_UP_S + 0.1
    scene.frames()
    assert scene.relay.state == "retrying" and "cannot be looked up" in scene.relay.text
    scene.known = True
    scene.now += PAUSES_S[0]
    scene.relay.tick()
    assert len(scene.asked) == 2, "asked before the next keyframe"
    scene.frames()
    assert scene.sender.address.server == "rtmp://203.0.113.10:1935/live", "the other of its addresses"
    assert scene.sender.address.name == "rtmp://two.example/live"


def test_a_name_with_one_address_inside_is_not_sent_to(scene: Scene) -> None:
    scene.relay.use({**OUTPUT, "server": "rtmps://mixed.example/live"}, SECRETS)
    scene.begin()
    scene.frames()
    assert not scene.senders and "not a public address" in scene.relay.text


def test_an_engine_that_comes_back_is_sent_by_a_new_sender_and_the_old_one_may_say_goodbye(scene: Scene) -> None:
    scene.live()
    first = scene.sender
    scene.relay.broken()
    assert scene.relay.state == "waiting" and first.left and not first.killed
    scene.begin()
    scene.frames()
    assert scene.sender is not first and scene.sender.fed[0] == INIT
    scene.now += 5
    scene.relay.tick()
    assert first.killed, "one that does not end by itself is ended"


def test_another_address_is_used_at_once(scene: Scene) -> None:
    scene.live()
    scene.relay.use(OUTPUT, SECRETS)
    assert len(scene.senders) == 1, "the same again changes nothing"
    scene.relay.use(OUTPUT | {"server": "rtmp://203.0.113.10/live"}, SECRETS)
    scene.frames()
    assert scene.sender.address.server == "rtmp://203.0.113.10:1935/live" and len(scene.senders) == 2


def test_without_a_key_nothing_is_begun(scene: Scene) -> None:
    scene.relay.use(OUTPUT, {})
    scene.begin()
    scene.frames()
    assert not scene.senders and (scene.relay.state, scene.relay.text) == ("retrying", NO_KEY)


def test_an_address_inside_our_network_is_not_sent_to(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_ALLOW_NETS", "")
    scene.relay.use(OUTPUT, SECRETS)
    scene.begin()
    scene.frames()
    assert not scene.senders and "not a public address" in scene.relay.text


def test_a_name_that_changes_to_one_inside_is_hung_up_on(scene: Scene) -> None:
    scene.live()
    scene.peer = ipaddress.ip_address("10.0.0.7")
    scene.seconds(1, sent=100)
    assert scene.relay.state == "retrying" and "inside our network" in scene.relay.text


def test_a_missing_ffmpeg_is_named(scene: Scene) -> None:
    def missing(address: Address, init: bytes) -> Any:
        raise FileNotFoundError(2, "No such file", "ffmpeg")

    scene.relay.make = missing
    scene.relay.use(OUTPUT, SECRETS)
    scene.begin()
    scene.frames()
    assert "ffmpeg is not installed" in scene.relay.text


@pytest.mark.parametrize(
    ("server", "app"),
    [("rtmp://h/live", "live"), ("rtmps://h:443/a/b/", "a/b"), ("rtmps://h/live2?backup=1", "live2?backup=1")],
)
def test_the_command_line_has_the_app_and_no_secret(server: str, app: str) -> None:
    address = Address(server, "?streamname=a&key=b", "passphrase1")
    argv = command(address, 7)
    assert argv[argv.index("-rtmp_app") + 1] == app
    assert (
        argv[argv.index("-rtmp_tcurl") + 1]
        == server.partition("?")[0].rstrip("/") + server[len(server.partition("?")[0]) :]
    )
    assert "streamname" not in " ".join(argv) and "passphrase1" not in " ".join(argv) + repr(address)
    assert address.options() == {"rtmp_playpath": "?streamname=a&key=b"}


def test_srt_has_its_stream_id_and_passphrase_as_secrets_and_its_latency_in_microseconds() -> None:
    address = Address("srt://h:9000", "room", "passphrase1", 120)
    assert address.options() == {"srt_streamid": "room", "passphrase": "passphrase1"}
    assert "120000" in command(address, 7)


TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 097100CB:078F 01 0007A120:00000000 01:00000014 00000000  1000        0 555 1 0 20 4 30 10 -1
   1: 0100007F:1F91 097100CB:078F 06 00000010:00000000 01:00000014 00000000  1000        0 556 1 0 20 4 30 10 -1
   2: 0100007F:1F92 0100007F:078F 01 00000010:00000000 01:00000014 00000000  1000        0 557 1 0 20 4 30 10 -1
"""


def test_the_systems_table_says_who_is_at_the_other_end_and_what_waits() -> None:
    assert parsed(TABLE, {"555", "556"}) == [Connection(PEER, 500_000)]
