"""Models for captions, installed and removed as an operator does it: real workers, a real queue, a hub of our own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Page

from tests.journeys.test_console import page
from tests.subtitles.hub import COMMIT, MODEL, Hub, path_of, publish, serving
from tests.subtitles.tiny import looks_like_argos, looks_like_whisper
from tests.up.studio import Studio
from tests.waiting import until

__all__ = ["page"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("models")]
TINY, BASE, MEDIUM = (f"Systran/faster-whisper-{name}" for name in ("tiny", "base", "medium"))


@pytest.fixture(scope="module")
def hub() -> Iterator[tuple[type[Hub], str]]:
    with serving() as (mine, address):
        for repository in (TINY, BASE):
            publish(mine, repository)
        yield mine, address


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, hub: tuple[type[Hub], str]) -> Iterator[tuple[Studio, str]]:
    """A studio whose hub is ours, with a folder of models beside it, and its sign-in link."""
    home, folder = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("folder")
    pack(looks_like_whisper(folder / "taken" / "small"), folder / "small.zip")
    studio = Studio(home, more_env={"HF_ENDPOINT": hub[1], "TALLY_MODELS": str(folder)}).with_a_show()
    supervisor = studio.start()
    try:
        yield studio, studio.link(supervisor)
    finally:
        studio.end(supervisor, signal.SIGTERM)


@pytest.fixture(scope="module")
def api(house: tuple[Studio, str]) -> Iterator[httpx.Client]:
    with house[0].api() as client:
        yield client


def pack(folder: Path, file: Path) -> None:
    shutil.make_archive(str(file.with_suffix("")), file.suffix[1:], folder)
    shutil.rmtree(folder)


def model(api: httpx.Client, name: str) -> dict[str, Any]:
    answer = api.get("caption-models")
    assert answer.status_code == 200, answer.text
    return next((one for one in answer.json()["models"] if one["name"] == name), {"state": "gone"})


def becomes(api: httpx.Client, name: str, state: str) -> dict[str, Any]:
    """The model, once it is so; what it says on the way is in the failure's words."""
    seen: list[dict[str, Any]] = []

    def look() -> bool:
        seen.append(model(api, name))
        return bool(seen[-1]["state"] == state)

    try:
        until(look, poll_s=0.2)
    except AssertionError:
        pytest.fail(f"{name} did not become {state}: {seen[-1]}")
    return seen[-1]


def asked(api: httpx.Client, name: str) -> None:
    answer = api.post("caption-models", json={"name": name})
    assert answer.status_code == 202, answer.text


def removed(api: httpx.Client, name: str, then: str = "available") -> None:
    assert api.delete(f"caption-models/{name}").status_code == 204
    assert model(api, name)["state"] == then


def kill_the_worker(studio: Studio) -> None:
    """End the jobs' worker as the system does for want of memory, all its processes at once."""
    parent = psutil.Process(until(lambda: studio.pid_of("jobs")))
    for process in (parent, *parent.children(recursive=True)):
        os.kill(process.pid, signal.SIGKILL)
    until(lambda: studio.pid_of("jobs") not in (0, parent.pid))


@pytest.fixture
def held(hub: tuple[type[Hub], str]) -> Iterator[threading.Event]:
    """Of tiny, only half comes until the event is set."""
    gate = hub[0].held[path_of(TINY)] = threading.Event()
    yield gate
    gate.set()
    del hub[0].held[path_of(TINY)]


def test_a_model_is_installed_by_its_name_from_the_console_and_removed_there(
    house: tuple[Studio, str], page: Page, held: threading.Event
) -> None:
    models_dialog(house, page)
    page.click("[aria-label='Install: tiny']")
    page.wait_for_selector("[data-name=tiny][data-state=installing] >> text=/installing, [45]. %/")
    held.set()
    page.wait_for_selector("[data-name=tiny][data-state=installed]")
    assert (house[0].home / "models" / "tiny" / "model.bin").read_bytes() == MODEL
    hold(page, "[data-name=tiny] .hold")
    page.wait_for_selector("[data-name=tiny][data-state=available]")
    assert not (house[0].home / "models" / "tiny").exists()

    page.set_input_files('[aria-label="Upload a model\'s file"]', [sent(house[0], "bad.argosmodel", b"rubbish")])
    page.wait_for_selector("[data-name='bad.argosmodel'][data-state=failed] >> text=not installed")
    assert page.is_hidden("[data-name='bad.argosmodel'] button:has-text('Try again')")
    hold(page, "[data-name='bad.argosmodel'] .hold")
    page.wait_for_selector("[data-name='bad.argosmodel']", state="detached")

    page.set_input_files('[aria-label="Upload a model\'s file"]', [package(house[0])])
    page.wait_for_selector("[data-name=translate-en_it][data-state=installed]")


def models_dialog(house: tuple[Studio, str], page: Page) -> None:
    studio, link = house
    page.goto(link)
    page.click("button[type=submit], form button")
    page.wait_for_selector("body.console, a.show")
    page.goto(f"http://127.0.0.1:{studio.port}/shows/{studio.show_id}/")
    page.wait_for_selector("body[data-mode=air][data-whole]")
    page.click("#tab-captions")
    page.click(".caption-tools >> text=Models")


def hold(page: Page, selector: str) -> None:
    page.hover(selector)
    page.mouse.down()
    page.wait_for_function("selector => !document.querySelector(selector)?.offsetParent", arg=selector)
    page.mouse.up()


def sent(studio: Studio, name: str, content: bytes) -> str:
    path = studio.home / name
    path.write_bytes(content)
    return str(path)


def package(studio: Studio) -> str:
    return str(looks_like_argos(studio.home / "mine.argosmodel", "en", "it"))


def test_a_model_in_a_folder_of_the_operators_needs_no_network(
    house: tuple[Studio, str], api: httpx.Client, hub: tuple[type[Hub], str]
) -> None:
    asked(api, "small")
    assert becomes(api, "small", "installed")["removable"]
    assert not [path for path, _ in hub[0].asked if "small" in path]
    removed(api, "small")


def test_a_file_is_sent_and_installed_under_its_models_name(house: tuple[Studio, str], api: httpx.Client) -> None:
    folder = looks_like_whisper(house[0].home / "own")
    pack(folder, house[0].home / "faster-whisper-own.zip")
    with (house[0].home / "faster-whisper-own.zip").open("rb") as file:
        assert api.post("caption-models/upload", files={"file": file}).status_code == 202
    becomes(api, "own", "installed")
    assert model(api, "faster-whisper-own.zip")["state"] == "gone"
    removed(api, "own", "gone")


def test_a_worker_that_is_killed_loses_nothing_and_the_second_time_it_fails_in_words_and_is_tried_again(
    house: tuple[Studio, str], api: httpx.Client, hub: tuple[type[Hub], str], held: threading.Event
) -> None:
    asked(api, "tiny")
    until(lambda: model(api, "tiny")["progress"] > 0.3)
    kill_the_worker(house[0])
    until(lambda: any(path == path_of(TINY) and begins for path, begins in hub[0].asked))
    assert model(api, "tiny")["state"] == "installing"
    kill_the_worker(house[0])
    told = becomes(api, "tiny", "failed")
    assert "worker" in told["text"] and told["installable"]
    held.set()
    asked(api, "tiny")
    becomes(api, "tiny", "installed")
    assert (house[0].home / "models" / "tiny" / "model.bin").read_bytes() == MODEL
    removed(api, "tiny")


def test_an_installation_is_stopped_while_it_runs(
    house: tuple[Studio, str], api: httpx.Client, held: threading.Event
) -> None:
    asked(api, "tiny")
    until(lambda: model(api, "tiny")["progress"] > 0.3)
    removed(api, "tiny")
    held.set()
    asked(api, "base")  # comes after it: one at a time
    becomes(api, "base", "installed")
    assert model(api, "tiny")["state"] == "available"
    assert not (house[0].home / "models" / ".partial" / "tiny").exists()
    removed(api, "base")


def test_what_does_not_arrive_as_it_was_published_fails_in_words(api: httpx.Client, hub: tuple[type[Hub], str]) -> None:
    publish(hub[0], MEDIUM)
    hub[0].files[path_of(MEDIUM)] = bytes(len(MODEL))
    asked(api, "medium")
    assert "checksum" in becomes(api, "medium", "failed")["text"]
    publish(hub[0], MEDIUM)
    asked(api, "medium")
    becomes(api, "medium", "installed")
    removed(api, "medium")


def test_what_the_disk_has_no_room_for_fails_in_words(api: httpx.Client, hub: tuple[type[Hub], str]) -> None:
    publish(hub[0], MEDIUM)
    listing = f"/api/models/{MEDIUM}/tree/{COMMIT}"
    huge = [one | {"size": 10**15} if one["path"] == "model.bin" else one for one in json.loads(hub[0].files[listing])]
    hub[0].files[listing] = json.dumps(huge).encode()
    asked(api, "medium")
    assert "no room" in becomes(api, "medium", "failed")["text"]
    removed(api, "medium")


def test_what_nobody_has_is_refused_or_fails_in_words(api: httpx.Client) -> None:
    assert api.post("caption-models", json={"name": "clairvoyant"}).status_code == 400
    asked(api, "large-v3")  # in our list, not at this hub
    assert "404" in becomes(api, "large-v3", "failed")["text"]
    removed(api, "large-v3")
