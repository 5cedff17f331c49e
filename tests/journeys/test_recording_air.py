"""What a director is told of a recording is what its files hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from studio.air.control.commands import send_command, status_of
from tests.journeys.on_air import SHOW, Air, make_home

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def air(settings: Any, tmp_path: Path) -> Iterator[Air]:
    settings.TALLY_HOME = tmp_path / "home"
    make_home(settings.TALLY_HOME)
    air = Air(settings.TALLY_HOME)
    yield air
    air.clean_up()


async def do(verb: str) -> dict[str, Any]:
    return await send_command(SHOW, {"verb": verb})


def frames_of(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


async def test_the_answers_to_record_and_stop_name_the_recording_and_its_first_and_last_frame(air: Air) -> None:
    air.on_air()
    assert (await do("stop_recording"))["code"] == "not_recording"
    began = await do("start_recording")
    assert began["ok"] and began["recording"].startswith("rec_")
    again = await do("start_recording")
    assert (again["ok"], again["code"]) == (False, "already_recording")
    assert (await status_of(SHOW))["recording"]["id"] == began["recording"]
    air.goes_on(2)
    ended = await do("stop_recording")
    assert ended["ok"] and ended["recording"] == began["recording"]
    [path] = air.paths.recordings.glob("*.mp4")
    note = json.loads(next(air.paths.recordings.glob("*.json")).read_text())
    assert note["parts"][0]["first_frame"] == began["frame"]
    assert ended["frame"] == began["frame"] + frames_of(path) - 1
    assert air.rows("SELECT id FROM studio_recording") == [(began["recording"],)]
