"""A viewer opens the page, sees pictures, and is told when the show is over."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mixer.outputs.destination import Session
from mixer.outputs.hls import Hls
from tests.mixer.outputs.makers import clip

pytestmark = pytest.mark.journey
ROOT = Path(__file__).resolve().parents[2]
MAKE_SHOW = "from studio.shows.models import Show; print(Show.objects.create(name='Evening show').pk)"


def until(what: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A studio of its own with one show: the viewers' address, and the folder of its HLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    env = os.environ | {"TALLY_HOME": str(tmp_path), "PORT": port, "DJANGO_SETTINGS_MODULE": "studio.settings"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v", "0"], cwd=ROOT, env=env, check=True)
    shell = subprocess.run(
        [*manage, "shell", "-v", "0", "-c", MAKE_SHOW], cwd=ROOT, env=env, check=True, capture_output=True
    )
    show = shell.stdout.decode().split()[-1]
    serve = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", port, "-v", "0", "studio.asgi:application"]
    daphne = subprocess.Popen(serve, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}/watch/{show}/", tmp_path / "shows" / show / "hls"
    finally:
        daphne.kill()
        daphne.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_page_plays_the_programme_and_says_when_it_is_over(studio: tuple[str, Path]) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    address, folder = studio
    with playwright.sync_playwright() as p:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=args)
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        page.wait_for_selector('body[data-state="off"]', timeout=60_000)
        hls = Hls(folder, lambda level, code, text: None)
        film = clip(300)
        hls.begin(Session.parse(film.session("one", time=time.time() - 10)), film.init)
        for kind, fragment in film.media:
            hls.add(kind == b"K", fragment)
        hls.broken()
        page.wait_for_selector('body[data-state="live"]', timeout=60_000)
        assert page.evaluate("picture.videoWidth") == 160
        until(lambda: page.evaluate("picture.currentTime") > 1)
        hls.close()
        page.wait_for_selector('body[data-state="off"]', timeout=60_000)
        assert page.text_content("#words") == "The show is off air" and not wrong
        browser.close()
