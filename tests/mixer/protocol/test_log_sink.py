"""Lines for other programs: whole, redacted, and never waited for."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from mixer.process import log
from mixer.protocol import log_sink, logs
from mixer.protocol.log_sink import File, Line, Sink, Tcp, line, target_of
from tests.waiting import until

FIELDS = {"time", "level", "process", "pid", "show", "request_id", "logger", "message"}


class Away:
    """A target that takes nothing until it is let."""

    def __init__(self) -> None:
        self.takes, self.taken, self.tried = False, list[Line](), 0

    def send(self, line: Line) -> None:
        self.tried += 1
        if not self.takes:
            raise ConnectionRefusedError
        self.taken.append(line)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(log_sink.PROCESS, "engine")
    monkeypatch.setenv(log_sink.SHOW, "shw_a")


def test_a_line_says_when_by_whom_and_of_what_show_and_request(named: None) -> None:
    told = json.loads(line("INFO", "studio.people", "made ada a producer", 0.25, request_id="req_1").text)
    assert set(told) == FIELDS and told["pid"] == os.getpid()
    assert (told["time"], told["process"], told["show"]) == ("1970-01-01T00:00:00.250Z", "engine", "shw_a")
    assert (told["level"], told["request_id"], told["message"]) == ("INFO", "req_1", "made ada a producer")


def test_a_line_of_one_show_among_many_names_that_one(named: None) -> None:
    assert json.loads(line("INFO", "studio", "x", 0.0, show="shw_b").text)["show"] == "shw_b"


def test_keys_are_left_out_and_a_line_stays_one_line(named: None) -> None:
    text = line("ERROR", "x", "rtmp://host/live?key=hunter2\nsecond", 0.0, exception="Bearer tly_secret").text
    assert "hunter2" not in text and "tly_secret" not in text and "\n" not in text
    assert json.loads(text)["message"].endswith("…\nsecond")


def test_a_sink_that_is_away_holds_nobody_up_and_is_told_what_it_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_sink, "WAITING_MOST", 3)
    monkeypatch.setattr(log_sink, "AGAIN_S", 0.01)
    target = Away()
    sink = Sink(lambda: target)
    for number in range(10):
        sink.note(Line("INFO", str(number)))
    assert sink.lost >= 6  # the thread may hold one
    until(lambda: target.tried > 1, "another try")
    target.takes = True
    until(lambda: len(target.taken) == 1 + 10 - sink.lost, "what waited")
    first, *rest = target.taken
    assert json.loads(first.text)["message"] == f"{sink.lost} lines were lost while the log sink was away"
    assert [one.text for one in rest] == [str(number) for number in range(10 - sink.lost)]


def test_what_waits_at_the_end_is_still_sent(tmp_path: Path) -> None:
    sink = Sink(lambda: File(tmp_path / "all.jsonl"))
    for number in range(50):
        sink.note(Line("INFO", str(number)))
    sink.close(5.0)
    assert (tmp_path / "all.jsonl").read_text().split() == [str(number) for number in range(50)]


def test_a_file_that_is_rotated_is_begun_anew(tmp_path: Path) -> None:
    target = File(tmp_path / "all.jsonl")
    target.send(Line("INFO", "old"))
    (tmp_path / "all.jsonl").rename(tmp_path / "all.jsonl.1")
    target.send(Line("INFO", "new"))
    assert (tmp_path / "all.jsonl").read_text() == "new\n"


def test_a_fork_has_a_thread_and_a_connection_of_its_own(tmp_path: Path) -> None:
    made: list[File] = []

    def make() -> File:
        made.append(File(tmp_path / f"{len(made)}.jsonl"))
        return made[-1]

    sink = Sink(make)
    sink.note(Line("INFO", "parent"))
    until(lambda: (tmp_path / "0.jsonl").exists())
    sink._pid -= 1  # as a child finds it
    sink.note(Line("INFO", "child"))
    sink.close(5.0)
    assert (tmp_path / "1.jsonl").read_text() == "child\n"
    assert (tmp_path / "0.jsonl").read_text() == "parent\n"


def test_a_connection_that_breaks_is_made_anew() -> None:
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = Tcp("127.0.0.1", server.getsockname()[1])

        def listen() -> None:
            for _ in range(2):
                one, _ = server.accept()
                with one, one.makefile() as lines:
                    heard.append(lines.readline())

        thread = threading.Thread(target=listen)
        thread.start()
        target.send(Line("INFO", "one"))
        until(lambda: heard == ["one\n"])

        def gets_through() -> bool:
            try:
                target.send(Line("INFO", "two"))
            except OSError:
                return False
            return len(heard) == 2

        until(gets_through, "the second connection")
        thread.join(5)
        target.close()
    assert heard[1] == "two\n"


@pytest.mark.parametrize(("scheme", "begins"), [("udp", "{"), ("syslog", "<11>1 ")])
def test_datagrams_go_as_they_are_or_as_syslog(scheme: str, begins: str, named: None) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        target = target_of(f"{scheme}://127.0.0.1:{server.getsockname()[1]}")
        assert target is not None
        target.send(line("ERROR", "mixer", "the encoder was lost", 0.0))
        told = server.recv(9000).decode()
    assert told.startswith(begins) and json.loads(told[told.index("{") :])["level"] == "ERROR"
    assert scheme == "udp" or " tally-engine " in told.partition("{")[0]


def test_this_machines_own_syslog_is_written_to(tmp_path: Path, named: None) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        server.settimeout(5)
        target = target_of(f"syslog://{tmp_path / 'log'}")
        assert target is not None
        target.send(line("INFO", "mixer", "on air", 0.0))
        assert server.recv(9000).decode().startswith(f"<14>tally-engine[{os.getpid()}]: {{")


@pytest.mark.parametrize(
    "wrong", ["JSON", "tcp://host", "udp://:514", "file:relative", "file://host/x", "ftp://host:1", "tcp://host:99999"]
)
def test_an_address_that_nobody_understands_is_refused_and_says_what_was_expected(wrong: str) -> None:
    with pytest.raises(ValueError, match="expected json, file:///PATH"):
        target_of(wrong)


def test_lines_of_the_mixer_and_of_python_go_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: None
) -> None:
    sink = Sink(lambda: File(tmp_path / "all.jsonl"))
    monkeypatch.setattr(log_sink, "sink", lambda: sink)
    log.write("the artist has stopped answering", os.open(os.devnull, os.O_WRONLY))
    try:
        raise ValueError("key=hunter2")
    except ValueError as error:
        info: Any = (ValueError, error, error.__traceback__)
        logs.ToSink().emit(logging.LogRecord("studio.x", logging.ERROR, "f", 1, "broke %s", ("down",), info))
    sink.close(5.0)
    first, second = (json.loads(text) for text in (tmp_path / "all.jsonl").read_text().splitlines())
    assert (first["logger"], first["message"]) == ("mixer", "the artist has stopped answering")
    assert second["message"] == "broke down" and "ValueError" in second["exception"]
    assert "hunter2" not in second["exception"]


def test_json_in_the_place_of_plain_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: None) -> None:
    monkeypatch.setenv(log_sink.SETTING, log_sink.IN_PLACE)
    fd = os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT)
    log.write("the artist has stopped answering", fd)
    assert json.loads((tmp_path / "log").read_text())["message"] == "the artist has stopped answering"


def test_a_logger_that_others_have_set_up_is_sent_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: None
) -> None:
    sink = Sink(lambda: File(tmp_path / "all.jsonl"))
    monkeypatch.setattr(log_sink, "sink", lambda: sink)
    theirs = logging.Logger("theirs")
    theirs.addHandler(logging.StreamHandler())
    logs.send_on(theirs)
    theirs.warning("plain")
    monkeypatch.setenv(log_sink.SETTING, log_sink.IN_PLACE)
    logs.send_on(again := logging.Logger("again", logging.INFO))
    assert len(again.handlers) == 1
    theirs.handlers = theirs.handlers[:1]
    logs.send_on(theirs)
    theirs.warning("as JSON")
    sink.close(5.0)
    plain, as_json = capsys.readouterr().err.splitlines()
    assert plain == "plain" and json.loads(as_json)["message"] == "as JSON"
    assert json.loads((tmp_path / "all.jsonl").read_text().splitlines()[0])["logger"] == "theirs"
