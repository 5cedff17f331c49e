"""A second start: from `make run` to a picture that moves on the program monitor, with where the time went."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from mixer.protocol.locks import is_held
from tests.bench.figure import Figure
from tests.bench.stack import ROOT, environment, free_port, printed_link
from tests.chromium import launch
from tests.waiting import until

STARTS = 3
LOOK_S = 0.01
FIRST_START_S = 180.0

# Resolves with the wall-clock times (s) of the first picture and of the first that differs from the one before it.
WATCH_PROGRAM = """
() => new Promise(done => {
  const pen = new OffscreenCanvas(64, 36).getContext('2d', {willReadFrequently: true});
  const now = () => (performance.timeOrigin + performance.now()) / 1000;
  let first = 0, before = null;
  const begin = () => {
    const video = document.querySelector('[data-bus="program"] video');
    if (!video) return setTimeout(begin, 5);
    const look = () => {
      first ||= now();
      pen.drawImage(video, 0, 0, 64, 36);
      const pixels = pen.getImageData(0, 0, 64, 36).data;
      if (before && pixels.some((level, at) => Math.abs(level - before[at]) > 24)) return done([first, now()]);
      before = pixels;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  begin();
})
"""


def start_to_picture_s() -> Iterator[Figure]:
    """The demo show, which the first start made and put on air; a browser that is open, but not signed in."""
    with a_home() as home, sync_playwright() as playwright:
        env = environment(home, free_port())
        browser = launch(playwright)
        with started(env) as process:
            until(lambda: list((home / "shows").glob("*/hls/index.m3u8")), "the first start", FIRST_START_S)
            printed_link(process)
        runs = sorted((second_start(env, browser.new_page(bypass_csp=True)) for _ in range(STARTS)), key=moving)
        browser.close()
    median = runs[len(runs) // 2]
    about = {"all": [round(moving(run), 2) for run in runs], "at": {name: round(at, 2) for name, at in median.items()}}
    yield Figure("start_to_picture_s", round(moving(median), 2), "s", "<= 5", about)


def moving(run: dict[str, float]) -> float:
    return run["program moves"]


@contextlib.contextmanager
def a_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextlib.contextmanager
def started(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`make run`, ended with Ctrl-C."""
    process = subprocess.Popen(
        ["make", "--silent", "run"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)


def second_start(env: dict[str, str], page: Page) -> dict[str, float]:
    """When (s after the command) each thing of a start was there, in that order."""
    began = time.time()
    with started(env) as process, milestones(env, began) as reached:
        link = printed_link(process)
        reached["link printed"] = time.time() - began
        page.goto(link)
        page.get_by_role("button").first.click()
        page.wait_for_url("**/shows/*/")
        reached["console open"] = time.time() - began
        first, moves = page.evaluate(WATCH_PROGRAM)
        reached["program shows"], reached["program moves"] = first - began, moves - began
        page.close()
    return dict(sorted(reached.items(), key=lambda one: one[1]))


@contextlib.contextmanager
def milestones(env: dict[str, str], began: float) -> Iterator[dict[str, float]]:
    """Notes when what can be seen from outside is there."""
    home, port = Path(env["TALLY_HOME"]), int(env["PORT"])
    signs: dict[str, Callable[[], object]] = {
        "set-up checked": lambda: is_held(home / "run" / "up.lock"),
        "redis": lambda: (home / "run" / "redis.json").exists(),
        "web listens": lambda: listens(port),
        "runmixer": lambda: any(is_held(lock) for lock in (home / "run").glob("show-*.lock")),
        "engine": lambda: any((home / "run").glob("*/engine.sock")),
        "programme in HLS": lambda: any(
            init.stat().st_mtime > began for init in (home / "shows").glob("*/hls/init-*.mp4")
        ),
    }
    reached: dict[str, float] = {}
    done = threading.Event()

    def look() -> None:
        while signs and not done.wait(LOOK_S):
            for name in [name for name, there in signs.items() if there()]:
                reached[name] = time.time() - began
                del signs[name]

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield reached
    finally:
        done.set()
        watcher.join()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
