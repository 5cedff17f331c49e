"""What was applied, on which frame, by whom and from where. Pure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mixer.kinds.overlays.web import WebOverlay
from mixer.kinds.sources.pull import Pull
from mixer.protocol.commands import LOG_VERSION
from mixer.protocol.parse import read_show, to_json
from mixer.protocol.showfile import Overlay, Show, Source
from studio.air.runmixer.command_log import Applied, CommandLog, listed
from studio.air.senders import Sender, signed

ADA = Sender("Ada (ada)", "console", "192.0.2.7")
SECRET = "hunter2"
SHOW = to_json(
    Show(
        "Evening show",
        sources=(Source("cam", "Cam", Pull(f"rtmp://ada:{SECRET}@example.org/live?key={SECRET}")),),
        overlays=(Overlay("chat", "Chat", WebOverlay(f"https://chat.example/{SECRET}")),),
    )
)


class Paper:
    """Files on paper."""

    def __init__(self) -> None:
        self.files: list[list[dict[str, Any]]] = []

    def begin(self, header: dict[str, Any]) -> None:
        self.files.append([header])

    def add(self, entry: dict[str, Any]) -> None:
        self.files[-1].append(entry)


@pytest.fixture
def paper() -> Paper:
    paper = Paper()
    paper.files.append([])
    return paper


@pytest.fixture
def noted() -> list[Applied]:
    return []


@pytest.fixture
def log(paper: Paper, noted: list[Applied]) -> CommandLog:
    return CommandLog(paper, noted.append, now=lambda: 1_000.0)


def message(verb: str, name: str = "c1", **parts: Any) -> dict[str, Any]:
    return signed({"type": "command", "id": name, "verb": verb, "seat": "s", "turn": 1, **parts}, ADA)


def test_an_engine_s_command_is_logged_when_the_engine_tells_of_it(
    log: CommandLog, paper: Paper, noted: list[Applied]
) -> None:
    log.asked("c1", message("take", scene="one"))
    log.answered("c1", {"ok": True, "frame": 70}, 69)
    assert paper.files[-1] == [] and noted == []
    log.hear([{"frame": 70, "command": {"id": "c1", "verb": "take", "scene": "one"}}])
    assert paper.files[-1] == [
        {
            "frame": 70, "command": {"id": "c1", "verb": "take", "scene": "one"}, "time": 1000.0,
            "by": "Ada (ada)", "origin": "console", "address": "192.0.2.7",
        }
    ]  # fmt: skip
    assert noted == [Applied(1000.0, 70, {"id": "c1", "verb": "take", "scene": "one"}, ADA)]


def test_a_command_that_somebody_else_gave_the_engine_is_logged_without_a_name(
    log: CommandLog, paper: Paper, noted: list[Applied]
) -> None:
    log.hear([{"frame": 5, "command": {"id": "x", "verb": "cut"}}])
    assert paper.files[-1] == [{"frame": 5, "command": {"id": "x", "verb": "cut"}, "time": 1000.0}]
    assert noted[0].sender == Sender()


def test_what_no_engine_carries_out_is_logged_with_its_answer(
    log: CommandLog, paper: Paper, noted: list[Applied]
) -> None:
    log.asked("c1", message("start_recording"))
    log.answered("c1", {"ok": True, "frame": 90}, 88)
    log.asked("c2", message("caption_edit", "c2", cue="q", text="Hello"))
    log.answered("c2", {"ok": True}, 95)
    assert [(one["frame"], one["command"]) for one in paper.files[-1]] == [
        (90, {"verb": "start_recording"}),
        (95, {"verb": "caption_edit", "cue": "q", "text": "Hello"}),
    ]
    assert [one.sender for one in noted] == [ADA, ADA]


def test_what_was_refused_is_not_logged(log: CommandLog, paper: Paper, noted: list[Applied]) -> None:
    for verb in ("take", "start_recording"):
        log.asked("c1", message(verb))
        log.answered("c1", {"ok": False, "code": "disk_full"}, 1)
    assert paper.files[-1] == [] and noted == []


def test_who_pressed_is_known_though_nobody_could_answer_any_more(log: CommandLog, noted: list[Applied]) -> None:
    """Going off air, what is in flight is refused, and may be the last that the engine does."""
    log.asked("c1", message("cut"))
    log.answered("c1", {"ok": False, "code": "off_air"}, 1)
    log.hear([{"frame": 9, "command": {"id": "c1", "verb": "cut"}}])
    log.asked("c2", message("start_recording", "c2"))
    log.answered("c2", {"ok": False, "code": "engine_lost"}, 1)
    log.answered("c2", {"ok": True, "frame": 30}, 30)
    assert [(one.frame, one.sender) for one in noted] == [(9, ADA), (30, ADA)]


def test_what_an_engine_answered_and_did_not_live_to_tell_is_logged(log: CommandLog, noted: list[Applied]) -> None:
    log.asked("c1", message("take", scene="one"))
    log.asked("c2", message("cut", "c2"))
    log.answered("c1", {"ok": True, "frame": 70}, 69)
    log.engine_lost()
    log.engine_lost()
    assert [(one.frame, one.verb, one.sender) for one in noted] == [(70, "take", ADA)]


def test_no_path_of_a_live_address_is_in_it(log: CommandLog, paper: Paper) -> None:
    """Keys stand in paths too."""
    camera = {"id": "cam", "name": "Cam", "input": {"kind": "pull", "url": "rtmp://host/live/STREAMKEY"}}
    log.hear([{"frame": 9, "command": {"id": "x", "verb": "load", "show": {**SHOW, "sources": [camera]}}}])
    assert "STREAMKEY" not in json.dumps(paper.files) and "rtmp://host/…" in json.dumps(paper.files, ensure_ascii=False)


def test_a_retry_s_second_answer_is_no_second_command(log: CommandLog, noted: list[Applied]) -> None:
    log.asked("c1", message("stop_recording"))
    for _ in range(2):
        log.answered("c1", {"ok": True, "frame": 90}, 90)
    assert len(noted) == 1


def test_no_secret_is_in_it_and_the_shows_in_it_can_be_read(log: CommandLog, paper: Paper) -> None:
    session = {"frame": 1, "show": SHOW, "pinned": [{"bus": "one", "show": SHOW}], "desk": {}, "sources": []}
    log.hear_session(session, "shw_1")
    log.asked("c1", message("load"))
    log.hear([{"frame": 9, "command": {"id": "c1", "verb": "load", "revision": 3, "show": SHOW}}])
    header, load = paper.files[-1]
    assert header["log"] == LOG_VERSION and header["show_id"] == "shw_1" and header["frame"] == 1
    assert SECRET in json.dumps(SHOW) and SECRET not in json.dumps(paper.files)
    for show in (header["show"], header["pinned"][0]["show"], load["command"]["show"]):
        assert read_show(show).sources[0].id == "cam"


def test_the_audit_list_has_an_edit_s_revision_and_not_its_show() -> None:
    assert listed({"id": "c", "verb": "load", "revision": 3, "show": SHOW}) == {"revision": 3}
    assert listed({"id": "c", "verb": "take", "scene": "one", "not_after_frame": 5}) == {"scene": "one"}


def test_checksums_and_what_sources_do_go_into_the_file_alone(
    log: CommandLog, paper: Paper, noted: list[Applied]
) -> None:
    entries = [{"frame": 30, "sum": "0011aabb"}, {"frame": 31, "source": {"id": "a", "mark": "m", "began_ns": 1}}]
    log.hear(entries)
    assert paper.files[-1] == entries and noted == []


def test_who_asked_is_forgotten_in_time(log: CommandLog, noted: list[Applied]) -> None:
    for number in range(3000):
        log.asked(str(number), message("cut"))
    log.hear(
        [{"frame": 1, "command": {"id": "0", "verb": "cut"}}, {"frame": 1, "command": {"id": "2999", "verb": "cut"}}]
    )
    assert [one.sender for one in noted] == [Sender(), ADA]


def test_a_batch_is_one_line_of_the_file_and_noted_one_by_one(
    log: CommandLog, paper: Paper, noted: list[Applied]
) -> None:
    parts = [{"verb": "cut"}, {"verb": "ftb", "on": True}]
    log.asked("c1", message("batch", commands=parts))
    log.answered("c1", {"ok": True, "frame": 7}, 9)
    log.hear([{"frame": 7, "command": {"id": "c1", "verb": "batch", "commands": parts}}])
    assert [line["command"]["verb"] for line in paper.files[-1]] == ["batch"]
    assert [(one.verb, one.frame, one.sender) for one in noted] == [("cut", 7, ADA), ("ftb", 7, ADA)]
