"""The demo narration on air in a whole studio: true captions, burnt in, in several languages, through real models."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import av
import httpx
import numpy as np
import psutil
import pytest

from subtitles.captioner.journal import read_lines
from subtitles.values import Line
from tests.bench.captioned import LANGUAGES, PACK, nearest
from tests.bench.stack import SHOW, Stack, studio
from tests.journeys.engine import Programme
from tests.waiting import until
from tools.demo_pack.marking import marked

pytestmark = [pytest.mark.journey, pytest.mark.alone]
PATIENCE_S = 240
TRUTH: list[dict[str, Any]] = json.loads((PACK / "narration.json").read_text())


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    narration = next(PACK.glob("narration.*[!n]"))
    voice = {"name": "Narration", "input": {"kind": "file", "path": str(narration)}}
    languages = [{"code": code, "burnt": code in ("en", "zh")} for code in ("en", *LANGUAGES)]
    settings = {"on": True, "language": "en", "listen": "src_0", "languages": languages}
    with studio([voice], settings, (640, 360)) as made:
        yield made


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {stack.token()}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.port}/api/v1/shows/{SHOW}/", headers=headers) as client:
        yield client


def lines(stack: Stack, *states: str) -> list[Line]:
    return [one for one in read_lines(stack.home / "shows" / SHOW / "captions" / "lines.jsonl") if one.state in states]


def bright(stack: Stack, seconds: float) -> int:
    """The most bright pixels that a frame of so many seconds has in its lower third, where captions stand."""
    programme = Programme(stack.connect({"hello": "program"}))

    def enough() -> bool:
        programme.read()
        return len(programme.frames) > seconds * 30

    until(enough, f"{seconds} s of programme")
    programme.channel.close()
    with av.open(io.BytesIO(programme.init + b"".join(programme.fragments)), "r") as film:
        lower = (frame.to_ndarray(format="gray")[-120:] for frame in film.decode(video=0))
        return max(int(np.count_nonzero(rows > 200)) for rows in lower)


def test_what_is_said_is_shown_in_every_language(stack: Stack) -> None:
    aired = until(lambda: one if len(one := lines(stack, "aired") or []) >= 5 else None, "five lines", PATIENCE_S)
    assert aired
    shown = aired[1:]  # the first may begin where captions did, within a sentence
    errors = sum(marked(TRUTH[nearest(one.text, TRUTH)]["text"].split(), one.text.split()).errors for one in shown)
    words = sum(len(one.text.split()) for one in shown)
    assert errors <= 0.15 * words, [one.text for one in shown]
    for line in shown:
        assert set(line.texts) == {"en", *LANGUAGES}
        assert line.model and line.engine == "faster-whisper"
        assert line.aired_from is not None and line.aired_from > line.from_frame


def test_it_stands_in_the_picture_until_it_is_hidden(stack: Stack, api: httpx.Client) -> None:
    until(lambda: lines(stack, "on_air"), "a line on air", PATIENCE_S)
    assert bright(stack, 8) > 200
    assert api.post("captions_show", json={"visible": False}).json()["ok"]
    assert bright(stack, 4) < 20
    assert api.post("captions_show", json={"visible": True}).json()["ok"]


def test_viewers_get_subtitles_and_editors_files(stack: Stack, api: httpx.Client) -> None:
    until(
        lambda: any("-->" in one.read_text() for one in stack.hls.glob("subs-fr*.vtt")), "French subtitles", PATIENCE_S
    )
    master = (stack.hls / "master.m3u8").read_text()
    assert all(f'LANGUAGE="{code}"' in master for code in ("en", *LANGUAGES))
    until(lambda: api.get("cues", params={"state": "aired"}).json()["count"], "cues in the database")
    written = api.get("captions/export", params={"format": "srt", "language": "ru"})
    assert written.status_code == 200 and "-->" in written.text


def test_a_recogniser_that_is_killed_costs_no_frame_and_captions_come_back(stack: Stack) -> None:
    programme = Programme(stack.connect({"hello": "program"}))
    workers = [one for one in stack.processes() if "-Q speech" in " ".join(one.cmdline()) or "speech@" in one.name()]
    assert workers, "there is a speech worker"
    for worker in workers:
        try:
            os.kill(worker.pid, signal.SIGKILL)
        except (ProcessLookupError, psutil.Error):
            continue
    before = {one.id for one in lines(stack, "translated", "on_air", "aired")}

    def fresh() -> bool:
        programme.read()
        return bool(programme.frames and {one.id for one in lines(stack, "translated", "on_air", "aired")} - before)

    until(fresh, "the programme, and a new line", PATIENCE_S)
    assert programme.missing() == []
    programme.channel.close()
