"""What the studio says of how web pages are kept from this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from mixer.web.launch import browser
from mixer.web.protection import found
from studio.shows import protection
from tests.studio.makers import client_of


@pytest.fixture(autouse=True)
def nothing_told_yet() -> Iterator[None]:
    protection._told_at = float("-inf")
    yield
    protection._told_at = float("-inf")


def test_the_mixer_tells_what_it_found_out() -> None:
    told = json.loads(subprocess.check_output([sys.executable, "-m", "mixer", "protection"]))
    here = found(browser)
    assert told == {"protection": here.level, "allowed": here.allowed, "warning": here.warning}


@pytest.mark.django_db
def test_facts_say_how_web_pages_are_kept_from_this_machine() -> None:
    web = client_of("viewer").get("/api/v1/facts").json()["web"]
    assert web["protection"] == found(browser).level


def test_it_is_asked_once_in_a_while_and_not_for_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        answer = {"protection": "none", "allowed": False, "warning": "no"}
        return subprocess.CompletedProcess(command, 0, json.dumps(answer).encode())

    monkeypatch.setattr(subprocess, "run", run)
    assert [protection.web_protection()["protection"] for _ in range(3)] == ["none"] * 3
    assert len(asked) == 1


def test_who_cannot_be_asked_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("mixer", 1)

    monkeypatch.setattr(subprocess, "run", run)
    assert protection.web_protection() == protection.UNKNOWN
