"""A viewer opens the page, sees pictures, and is told when the show is over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from mixer.outputs.destination import Session
from mixer.outputs.hls import Hls
from mixer.outputs.vtt import Cue
from tests.mixer.outputs.makers import clip
from tests.waiting import until

pytestmark = pytest.mark.journey
ROOT = Path(__file__).resolve().parents[2]
MAKE_SHOW = "from studio.shows.models import Show; print(Show.objects.create(name='Evening show').pk)"


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
    address, folder = studio
    with sync_playwright() as p:
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


CHINESE = "[...picture.textTracks].find((track) => track.language === 'zh')"
SHOWN = """async (seconds) => {
  const shown = new Promise((done) => {
    const look = (_, { mediaTime }) =>
      Math.abs(mediaTime - seconds) < 0.05 ? done(mediaTime) : picture.requestVideoFrameCallback(look);
    picture.requestVideoFrameCallback(look);
  });
  picture.currentTime = seconds;
  const time = await shown;
  const pen = new OffscreenCanvas(8, 8).getContext("2d");
  pen.drawImage(picture, 0, 0, 8, 8);
  return [time, pen.getImageData(4, 4, 1, 1).data[1]];
}"""


def frame_shown(page: Any, seconds: float) -> tuple[float, float]:
    """When the picture that the player shows at a time begins, and which of the clip's it is: they get greener."""
    begins, green = page.evaluate(SHOWN, seconds)
    return begins, (green - 76.9) / 0.418 - 40


def test_a_viewer_reads_along_in_time_with_the_picture_also_after_the_engine_began_again(
    studio: tuple[str, Path],
) -> None:
    address, folder = studio
    folder.parent.mkdir(parents=True, exist_ok=True)
    languages = {"on": True, "languages": [{"code": "en"}, {"code": "zh"}]}
    (folder.parent / "show.json").write_text(json.dumps({"captions": languages}))
    hls, film = Hls(folder, lambda level, code, text: None, window=60), clip(90)
    hls.subtitles.take([Cue("a", "zh", "你好", 1030, 1040), Cue("b", "zh", "再见 & <再见>", 2050, 2070)])
    for name, first in (("one", 1000), ("two", 2000)):
        hls.begin(Session.parse(film.session(name, first, time=time.time() - 10)), film.init)
        for kind, fragment in film.media:
            hls.add(kind == b"K", fragment)
        hls.broken()
    with sync_playwright() as p:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=args)
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        page.wait_for_selector("#subtitles select", timeout=60_000)
        assert page.locator("#subtitles option").all_text_contents() == ["Off", "English", "中文"]
        assert page.evaluate("[...picture.textTracks].every((track) => track.mode !== 'showing')")
        page.evaluate("picture.pause()")
        page.select_option("#subtitles select", "zh")
        for at, text, frame in ((0.5, "你好", 30), (4.0, "再见 & <再见>", 50)):
            page.evaluate("(seconds) => (picture.currentTime = seconds)", at)
            found = f"[...({CHINESE}?.cues ?? [])].find((cue) => cue.getCueAsHTML().textContent === '{text}')"
            until(lambda found=found: page.evaluate(f"{found} !== undefined"))  # type: ignore[misc]
            start, end, line = page.evaluate(f"[{found}.startTime, {found}.endTime, {found}.line]")
            assert line == 0, "at the top, as captions are burnt in at the bottom"
            begins, shown = frame_shown(page, start + 1 / 60)
            assert abs(begins - start) < 0.01 and abs(shown - frame) < 3  # a player rounds where sessions join
            assert abs((end - start) * 30 - {30: 10, 50: 20}[frame]) < 0.1
        assert not [text for text in said if "Content Security Policy" in text]
        browser.close()
