"""A rundown in a whole studio, captioned item by item: recognised, not at all, and by a file of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from subtitles.formats.captions import Caption
from subtitles.formats.reading import read
from tests.bench.captioned import PACK
from tests.bench.stack import ROOT, SHOW, Stack, environment, studio
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.alone]
PATIENCE_S = 240
RATE = 30
FIRST, SECOND = "Welcome to Tally, a live studio on your own machine.", "This voice comes from a small speech engine."
SRT = f"1\n00:00:02,000 --> 00:00:04,000\n{FIRST}\n\n2\n00:00:05,000 --> 00:00:30,000\n{SECOND}\n"
LANGUAGES = [{"code": "en"}, {"code": "fr", "burnt": False}]

MAKE_RUNDOWN = """
import shutil
from studio.library.models import Asset, library
from studio.rundowns import files
from studio.rundowns.items import completed
from studio.rundowns.models import Rundown
from studio.shows.models import Show
library().mkdir(exist_ok=True)
shutil.copy(%r, library() / "talk.opus")
(library() / "own.srt").write_text(%r)
Asset.objects.create(id="ast_talk", name="talk.opus", file="talk.opus", kind="audio", mime="audio/ogg", bytes=1,
    state="ready", duration_s=51.7, sound=True)
Asset.objects.create(id="ast_own", name="own.en.srt", file="own.srt", kind="subtitles", mime="application/x-subrip",
    bytes=1, state="ready", duration_s=30.0)
marks = {"auto": (0, 7.2), "off": (7.2, 14), "ast_own": (1, 9)}
names = {"auto": "itm_auto", "off": "itm_off", "ast_own": "itm_own"}
items = []
for captions, (in_s, out_s) in marks.items():
    content = {"kind": "asset", "asset": "ast_talk", "in_s": in_s, "out_s": out_s}
    items.append({**completed({"content": content, "captions": captions}, "items"), "id": names[captions]})
row = Rundown.objects.create(id="run_mix", show=Show.objects.get(), name="Mix", rounds=0, items=items)
files.recompile(row)
"""


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    settings = {"on": True, "language": "en", "languages": LANGUAGES}
    with studio([{"name": "Bars", "input": {"kind": "test", "pattern": "bars"}}], settings, (320, 180)) as made:
        made_of = MAKE_RUNDOWN % (str(next(PACK.glob("narration.*[!n]"))), SRT)
        shell = [sys.executable, "manage.py", "shell", "-v0", "-c", made_of]
        subprocess.run(shell, cwd=ROOT, env=environment(made.home, made.port), check=True)
        yield made


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {stack.token()}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.port}/api/v1/shows/{SHOW}/", headers=headers) as client:
        yield client


def aired(api: httpx.Client, item: str) -> list[tuple[int, int]]:
    """The frames of an item's airings that are over."""
    rows = api.get("as-run").json()["results"]
    return [(row["start_frame"], row["end_frame"]) for row in rows if row["item"] == item]


def cues(api: httpx.Client) -> list[dict[str, Any]]:
    return list(api.get("cues").json()["results"])


def heard_in(cues: list[dict[str, Any]], spans: list[tuple[int, int]]) -> list[str]:
    """What was recognised within these frames."""
    spoken = [one for one in cues if one["engine"] != "file" and one["text"]]
    middles = [(one, (one["from_frame"] + one["to_frame"]) // 2) for one in spoken]
    return [one["text"] for one, middle in middles if any(start <= middle < end for start, end in spans)]


def test_each_item_has_the_captions_that_it_asks_for(stack: Stack, api: httpx.Client) -> None:
    assert api.post("rundown_start", json={"rundown": "run_mix"}).json()["ok"]

    def both() -> bool:
        """Somebody was understood in the first item, after the last has played."""
        return bool(aired(api, "itm_own") and heard_in(cues(api), aired(api, "itm_auto")))

    until(both, "an item that is recognised, and one with its own", PATIENCE_S)
    start, end = aired(api, "itm_own")[0]
    shown = [one for one in cues(api) if one["engine"] == "file" and one["state"] == "aired"]
    own = sorted((one["aired_from"], one["aired_to"], one["text"]) for one in shown)
    assert own[:2] == [(start + RATE, start + 3 * RATE, FIRST), (start + 4 * RATE, end, SECOND)]
    assert end - start == 8 * RATE
    assert aired(api, "itm_off") and heard_in(cues(api), aired(api, "itm_off") + aired(api, "itm_own")) == []


def subtitles_in(stack: Stack) -> Iterator[Caption]:
    """What the segments that are there have in English."""
    for path in stack.hls.glob("subs-en-*.vtt"):
        with suppress(FileNotFoundError):  # it has just left the playlist
            yield from read(path.read_text())


def test_viewers_can_choose_what_the_file_says(stack: Stack, api: httpx.Client) -> None:
    def lengths_ms() -> set[int]:
        found = [one for one in subtitles_in(stack) if one.text.split() == FIRST.split()]
        return {one.end_ms - one.start_ms for one in found}

    until(lambda: 2000 in lengths_ms(), "the file's words among the subtitles", PATIENCE_S)


def test_editors_get_it_in_every_language(stack: Stack, api: httpx.Client) -> None:
    def french() -> str:
        return api.get("captions/export", params={"format": "srt", "language": "fr"}).text

    until(lambda: "Bienvenue dans Tally" in french(), "a round that was translated in time", PATIENCE_S)
