"""A scraper of a show that is really on air: every figure that there is of it, and that they move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.models import Show
from studio.watching.of_show import OF_MIXER
from tests.journeys.on_air import SHOW, Air, make_home
from tests.studio.watching.running import scraped
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OF_TEST_SIGNALS = {"tally_source_age_seconds", "tally_source_reconnects_total", "tally_source_restarts_total"}


@pytest.fixture
def air(settings: Any, tmp_path: Path) -> Iterator[Air]:
    settings.TALLY_HOME = tmp_path / "home"
    make_home(settings.TALLY_HOME)
    Show.objects.create(id=SHOW, name="Faults", width=320, height=180, wanted=True)
    air = Air(settings.TALLY_HOME)
    yield air
    air.clean_up()


def test_a_show_on_air_tells_every_figure_and_one_that_is_killed_tells_that_it_is_gone(air: Air) -> None:
    assert scraped()["tally_show_up", SHOW] == 0
    runmixer = air.on_air()
    until(lambda: scraped().get(("tally_show_cpu_cores", SHOW)), "the machine to be measured")
    found = scraped()
    names = {labels[0] for labels in found}
    expected = {one.name for one in OF_MIXER if "captions" not in one.name} - {"tally_show_recording_seconds"}
    assert (expected | OF_TEST_SIGNALS) - names == set()
    assert found["tally_show_on_air", SHOW] == found["tally_source_state", SHOW, "src_a", "live"] == 1
    assert found["tally_source_info", "src_a", SHOW, "src_a"] == 1
    running = [labels for labels in found if labels[0] == "tally_destination_state" and labels[-1] == "running"]
    assert 1.0 in [found[labels] for labels in running]
    frames = found["tally_show_frames_total", SHOW]
    until(lambda: scraped()["tally_show_frames_total", SHOW] > frames, "frames to be counted on")
    runmixer.kill()
    runmixer.wait(10)
    gone = scraped()
    assert gone["tally_show_up", SHOW] == gone["tally_show_on_air", SHOW] == 0 and gone["tally_show_wanted", SHOW] == 1
