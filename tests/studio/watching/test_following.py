"""The id of a request goes wherever the request has something done."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mixer.protocol.logs import AsJson
from studio import celery
from studio.air.runmixer.audit_rows import AuditRows
from studio.air.runmixer.command_log import CommandLog
from studio.air.senders import Sender, sender_in
from studio.models import AuditEntry, Show
from studio.request_ids import WithRequestId, begin_following, following, request_id
from studio.shows import edits
from tests.studio.makers import a_show, client_of

ROOT = Path(__file__).resolve().parents[3]
MINE = "my-own-1"


class Lines:
    """Files of a command log."""

    def __init__(self) -> None:
        self.added: list[dict[str, Any]] = []

    def begin(self, header: dict[str, Any]) -> None: ...
    def add(self, entry: dict[str, Any]) -> None:
        self.added.append(entry)


@pytest.mark.django_db
def test_a_command_by_api_takes_its_requests_id_along(monkeypatch: pytest.MonkeyPatch) -> None:
    show, sent = a_show(), list[dict[str, Any]]()

    async def heard(show_id: str, command: dict[str, Any]) -> dict[str, Any]:
        sent.append(command)
        return {"ok": True, "frame": 7}

    monkeypatch.setattr("studio.air.control.commands.send_command", heard)
    answer = client_of("director").post(f"/api/v1/shows/{show.pk}/cut", {}, headers={"X-Request-Id": MINE})
    assert answer.status_code == 200, answer.json()
    assert sender_in(sent[0]).request == MINE


def test_runmixer_writes_it_into_the_command_log_the_audit_list_and_its_log(caplog: pytest.LogCaptureFixture) -> None:
    files, steps = Lines(), []
    rows = AuditRows("shw_a", lambda name, some: steps.append(some))
    kept = CommandLog(files, rows.note)
    message = {"verb": "cut", "sender": {"by": "ada", "origin": "api", "address": "192.0.2.1", "request": MINE}}
    caplog.handler.addFilter(WithRequestId())
    with caplog.at_level(logging.INFO):
        kept.asked("c1", message)
        kept.hear([{"frame": 7, "command": {"id": "c1", "verb": "cut"}}])
    assert files.added[0]["request"] == MINE
    assert [row.request for row in rows._waiting] == [MINE]
    (record,) = caplog.records
    told = json.loads(AsJson().format(record))
    assert (told["request_id"], told["show"], told["message"]) == (MINE, "shw_a", "cut by ada on frame 7")


def test_a_sender_of_an_older_studio_has_no_request() -> None:
    assert sender_in({"sender": {"by": "ada", "origin": "api", "address": ""}}) == Sender("ada", "api")


@pytest.mark.django_db
def test_the_audit_list_tells_by_which_request_people_were_changed() -> None:
    show = a_show()
    director = client_of("director")
    Show.objects.filter(pk=show.pk).update(private=True)
    answer = director.post(
        f"/api/v1/shows/{show.pk}/watch-keys", {"name": "Press"}, headers={"X-Request-Id": MINE}
    )  # fmt: skip
    assert answer.status_code == 201, answer.json()
    assert AuditEntry.objects.get(show=show).request == MINE
    (row,) = director.get(f"/api/v1/shows/{show.pk}/audit").json()["results"]
    assert row["request"] == MINE


class Task:
    """A task as a worker has it."""

    def __init__(self, headers: dict[str, Any]) -> None:
        self.request = Context(headers)


class Context(dict[str, Any]):
    is_eager = False


def test_a_worker_follows_the_request_that_sent_the_task() -> None:
    headers: dict[str, Any] = {}
    with following(MINE):
        celery.give_request_id(headers=headers)
    assert request_id() == "" and headers
    celery.take_request_id(task=Task(headers))
    assert request_id() == MINE
    celery.let_go_of_request_id(task=Task(headers))
    assert request_id() == ""


def test_what_no_request_sent_is_nobodys() -> None:
    headers: dict[str, Any] = {}
    celery.give_request_id(headers=headers)
    assert headers == {}
    celery.take_request_id(task=Task({}))
    assert request_id() == ""


def test_what_could_break_a_line_of_the_log_is_not_followed() -> None:
    begin_following("two\nlines")
    assert request_id() == ""


@pytest.mark.django_db
def test_a_line_within_a_request_names_its_show(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    show = a_show()

    def told(*_: Any, **__: Any) -> Any:
        logging.getLogger("studio.test").warning("here")
        raise Show.DoesNotExist

    caplog.handler.addFilter(WithRequestId())
    monkeypatch.setattr(edits, "edit", told)
    client_of("director").patch(f"/api/v1/shows/{show.pk}", {"name": "x"}, headers={"X-Request-Id": MINE})
    (record,) = [one for one in caplog.records if one.name == "studio.test"]
    told_line = json.loads(AsJson().format(record))
    assert (told_line["show"], told_line["request_id"]) == (show.pk, MINE)


def manage(home: Path, sink: str, code: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"TALLY_HOME": str(home), "TALLY_LOG_SINK": sink, "TALLY_PROCESS": "jobs"}
    argv = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_a_program_that_ends_has_sent_what_it_had_to_say(tmp_path: Path) -> None:
    code = "import logging; logging.getLogger('studio.x').warning('it is rtmp://host/live?key=hunter2')"
    done = manage(tmp_path / "home", f"file://{tmp_path}/all.jsonl", code)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "all.jsonl").read_text())
    assert (told["level"], told["process"], told["logger"]) == ("WARNING", "jobs", "studio.x")
    assert "hunter2" not in told["message"] and "WARNING studio.x" in done.stderr


def test_a_sink_that_nobody_understands_is_refused_at_the_start(tmp_path: Path) -> None:
    done = manage(tmp_path / "home", "kafka://host", "print('never')")
    assert done.returncode != 0 and "never" not in done.stdout
    assert "TALLY_LOG_SINK: expected json, file:///PATH" in done.stderr
