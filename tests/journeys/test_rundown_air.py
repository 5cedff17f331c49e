"""A rundown on air: it plays by itself, a director steps in, and what is lost comes back where the clock is."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.control.commands import send_command, status_of
from tests.journeys.on_air import SHOW, Air, make_home, manage
from tests.journeys.test_faults_air import soon
from tests.mixer.clips import counted

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SECONDS = 2

MAKE_RUNDOWN = """
from studio.library.models import Asset, library
from studio.rundowns import files
from studio.rundowns.items import completed
from studio.rundowns.models import Rundown
from studio.shows.models import Show
show = Show.objects.get()
items = []
for name in ("a", "b", "c"):
    Asset.objects.create(id=f"ast_{name}", name=name, file=f"{name}.mp4", kind="video", mime="video/mp4", bytes=1,
        state="ready", duration_s=2.0, width=192, height=108, fps=30.0)
    content = {"kind": "asset", "asset": f"ast_{name}", "in_s": 0, "out_s": 0}
    items.append({**completed({"content": content}, "items"), "id": f"itm_{name}"})
row = Rundown.objects.create(id="run_loop", show=show, name="Loop", rounds=0, items=items)
files.recompile(row)
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a show, and a rundown of three files of two seconds that plays for ever."""
    home = tmp_path_factory.mktemp("home")
    make_home(home)
    (home / "library").mkdir(exist_ok=True)
    for name in ("a", "b", "c"):
        counted(home / "library" / f"{name}.mp4", 30 * SECONDS)
    manage(home, "shell", "-v0", "-c", MAKE_RUNDOWN)
    return home


@pytest.fixture
def air(template: Path, tmp_path: Path, settings: Any) -> Iterator[Air]:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    for path in (home / "shows" / SHOW / "rundowns").glob("*.json"):
        path.write_text(path.read_text().replace(str(template), str(home)))
    settings.TALLY_HOME = home
    found = Air(home)
    yield found
    found.clean_up()


async def do(**command: Any) -> dict[str, Any]:
    answer = await send_command(SHOW, command)
    assert answer["ok"], answer
    return answer


async def rundown() -> dict[str, Any]:
    return dict((await status_of(SHOW)).get("rundown") or {})


async def until_on(*items: str) -> dict[str, Any]:
    """How the desk says that the rundown stands, once one of these items is on program."""

    async def ask() -> Any:
        desk = (await status_of(SHOW)).get("desk") or {}
        shown = desk.get("rundown", {}).get("on_air")
        return desk["rundown"] if shown and shown["item"] in items else None

    return dict(await soon(ask, f"one of {items} on air"))


def follows(rundown: dict[str, Any]) -> None:
    """What aired is in the order of the rundown, each to its last frame, one behind the other."""
    aired = rundown["aired"]
    for before, after in zip(aired, aired[1:], strict=False):
        assert before["end_frame"] == after["start_frame"], aired
        assert before["item"][-1] + after["item"][-1] in "abca", aired
    assert all(one["end_frame"] - one["start_frame"] == 30 * SECONDS for one in aired if one["why"] == "ended"), aired


async def test_a_rundown_plays_by_itself_and_says_what_it_played(air: Air) -> None:
    air.on_air()
    await do(verb="rundown_start", rundown="run_loop")
    await until_on("itm_a")
    assert (await rundown())["state"] == "playing"
    await until_on("itm_c")
    said = await until_on("itm_a")
    follows(said)
    assert [one["why"] for one in said["aired"]] == ["ended"] * len(said["aired"])
    manage(air.home, "check")  # the home's own database has them
    rows = json.loads(manage(air.home, "shell", "-v0", "-c", ROWS))
    assert [row["item"] for row in rows][:3] == ["itm_a", "itm_b", "itm_c"]
    assert {row["status"] for row in rows} == {"aired"}


ROWS = """
import json
from studio.rundowns.models import AsRun
print(json.dumps(list(AsRun.objects.order_by("start_frame").values("item", "status", "start_frame", "end_frame"))))
"""


async def test_a_director_takes_the_programme_and_hands_it_back_where_the_clock_is(air: Air) -> None:
    air.on_air()
    await do(verb="rundown_start", rundown="run_loop")
    await until_on("itm_b")
    await do(verb="take", scene="src_b")
    taken = (await status_of(SHOW))["desk"]
    assert taken["program"] == "src_b" and not taken["rundown"]["takes"]
    assert (await rundown())["state"] == "preempted"
    await do(verb="rundown_hand_back", where="clock")
    said = await until_on("itm_a", "itm_b", "itm_c")
    assert said["takes"] and (await rundown())["has_programme"]


async def test_a_killed_engine_goes_on_with_the_item_that_the_clock_says(air: Air) -> None:
    air.on_air()
    await do(verb="rundown_start", rundown="run_loop")
    before = await until_on("itm_b")
    os.kill(air.pid("engine"), signal.SIGKILL)

    async def on_again() -> Any:
        desk = (await status_of(SHOW)).get("desk") or {}
        shown = desk.get("rundown", {}).get("on_air")
        return desk["rundown"] if shown and desk["frame"] > before["on_air"]["start_frame"] + 150 else None

    after = await soon(on_again, "the rundown to go on")
    shown = after["on_air"]
    begun = before["on_air"]["start_frame"] - 30 * SECONDS  # of the round
    place = (shown["start_frame"] - begun) % (90 * SECONDS)
    # A join that falls into the restart is late by the opening of what follows, and plays that from its start.
    assert place % (30 * SECONDS) < 30 or shown["position_s"] > 0
    assert shown["item"] == f"itm_{'abc'[place // (30 * SECONDS)]}"


async def test_a_killed_runmixer_finds_the_rundown_playing(air: Air) -> None:
    runmixer = air.on_air()
    await do(verb="rundown_start", rundown="run_loop")
    await until_on("itm_b")
    runmixer.kill()
    runmixer.wait()
    air.launch()

    async def known() -> Any:
        return (await rundown()).get("state") == "playing"

    await soon(known, "the new runmixer to know of the rundown")
    await until_on("itm_a")
    said = await until_on("itm_b")
    follows(said)


async def test_other_commands_are_refused_in_words_where_no_rundown_runs(air: Air) -> None:
    air.on_air()
    answer = await send_command(SHOW, {"verb": "rundown_skip"})
    assert (answer["ok"], answer["code"]) == (False, "not_running")
    answer = await send_command(SHOW, {"verb": "rundown_start", "rundown": "../../desk"})
    assert (answer["ok"], answer["code"]) == (False, "no_rundown")
