"""A rehearsal: everything runs, nothing gets out; and the way from there to the air, in the same engine."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.air.control.commands import send_command, status_of
from tests.journeys.on_air import SHOW, Air, make_home, manage
from tests.journeys.test_faults_air import do, soon
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REHEARSE = "from studio.shows.models import Show; Show.objects.update(rehearsing=True)"


@pytest.fixture
def air(tmp_path: Path, settings: Any) -> Iterator[Air]:
    home = tmp_path / "home"
    make_home(home)
    manage(home, "shell", "-v0", "-c", REHEARSE)
    settings.TALLY_HOME = home
    found = Air(home)
    yield found
    found.clean_up()
    shutil.rmtree(home, ignore_errors=True)


async def engine_plays() -> dict[str, Any]:
    async def ask() -> Any:
        told = (await status_of(SHOW)) or {}
        return told if (told.get("status") or {}).get("frame") and told.get("rehearsing") is not None else None

    return dict(await soon(ask, "the engine to play"))


def ways_out(air: Air) -> list[str]:
    return [path.stem for path in air.paths.run.glob("*.lock") if path.stem.partition("-")[0] in ("hls", "record")]


async def test_nothing_of_a_rehearsal_gets_out_and_it_goes_on_air_in_the_same_engine(air: Air) -> None:
    runmixer = air.launch()
    before = await engine_plays()
    engine = air.pid("engine")
    assert before["rehearsing"]
    assert (await do(verb="take", scene="src_b"))["ok"]
    assert (await send_command(SHOW, {"verb": "start_recording"}))["code"] == "rehearsing"
    runmixer.send_signal(signal.SIGKILL)
    runmixer.wait()
    air.launch()
    again = await engine_plays()
    assert again["rehearsing"] and again["desk"]["program"] == "src_b", "another runmixer rehearses on"
    assert ways_out(air) == [] and air.segments() == []
    assert not list(air.paths.recordings.glob("*.mp4"))

    assert (await do(verb="go_on_air"))["ok"]
    until(lambda: len(air.segments()) >= 2, "the first segments")
    told = await engine_plays()
    assert not told["rehearsing"] and told["desk"]["program"] == "src_b"
    assert air.pid("engine") == engine and told["status"]["first_frame"] == before["status"]["first_frame"]
    until(lambda: air.rows("SELECT rehearsing FROM studio_show") == [(0,)], "the database to know")
