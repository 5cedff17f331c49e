"""A show by schedule: put on air ahead of its start, its first item on the frame of that, and taken off at its stop."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studio.air.control.commands import status_of
from studio.air.runmixer.rundowns import wall_clock
from tests.journeys.on_air import SHOW, Air, make_home, manage
from tests.journeys.test_faults_air import soon
from tests.journeys.test_rundown_air import MAKE_RUNDOWN, SECONDS
from tests.mixer.clips import counted
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AHEAD_S, ON_AIR_S = 20, 5

SCHEDULE = """
from studio.models import ScheduleEntry, Show
Show.objects.update(wanted=False)
ScheduleEntry.objects.create(id="sch_start", show_id="shw_test", do="start", at="{start}", rundown="run_loop")
ScheduleEntry.objects.create(id="sch_stop", show_id="shw_test", do="stop", at="{stop}")
"""
# As the clock of the studio does every five seconds, but for the queue between it and the mixers.
LOOK = """
import json
from studio.air.processes import launch
from studio.scheduling import off_air
launch.launch = lambda show_id: None
print(json.dumps(off_air.put_on_air()))
"""


@pytest.fixture
def air(tmp_path: Path, settings: Any) -> Iterator[Air]:
    home = tmp_path / "home"
    home.mkdir()
    make_home(home)
    (home / "library").mkdir(exist_ok=True)
    for name in ("a", "b", "c"):
        counted(home / "library" / f"{name}.mp4", 30 * SECONDS)
    manage(home, "shell", "-v0", "-c", MAKE_RUNDOWN)
    settings.TALLY_HOME = home
    found = Air(home)
    yield found
    found.clean_up()
    shutil.rmtree(home, ignore_errors=True)


async def first_item() -> dict[str, Any]:
    async def ask() -> Any:
        desk = (await status_of(SHOW)).get("desk") or {}
        return desk.get("rundown", {}).get("on_air")

    return dict(await soon(ask, "the first item"))


async def test_a_show_begins_on_the_frame_of_its_schedule_and_ends_at_its_stop(air: Air) -> None:
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=AHEAD_S)
    times = {"start": begins, "stop": begins + timedelta(seconds=ON_AIR_S)}
    local = {name: at.replace(tzinfo=None).isoformat() for name, at in times.items()}
    manage(air.home, "shell", "-v0", "-c", SCHEDULE.format(**local))
    assert json.loads(manage(air.home, "shell", "-v0", "-c", LOOK)) == [SHOW]

    runmixer = air.launch()
    shown = await first_item()
    clock = wall_clock(air.paths.epoch_file)
    assert clock is not None
    assert shown["item"] == "itm_a"
    assert abs(shown["start_frame"] - clock[0].frame_of(begins.timestamp())) <= 1

    until(lambda: runmixer.poll() is not None, "the show to go off air")
    assert datetime.now(UTC) >= times["stop"]
    assert air.owners() == []
    assert air.rows("SELECT wanted FROM studio_show") == [(0,)]
    told = air.codes()
    assert [code for code in told if code.endswith("by_schedule")] == [
        "on_air_by_schedule", "started_by_schedule", "stopped_by_schedule",
    ]  # fmt: skip
    audit = air.rows("SELECT verb FROM studio_auditentry WHERE by = 'schedule' ORDER BY time, id")
    assert [verb for (verb,) in audit] == ["start", "rundown_start", "rundown_stop", "stop"]
    assert json.loads(manage(air.home, "shell", "-v0", "-c", LOOK)) == []
