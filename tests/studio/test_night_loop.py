"""The demo's second show, drawn small: a rundown that a newcomer starts, and what it does in its first minutes."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from mixer.core.rundown import Occurrence, WallClock, plan, read_rundown
from mixer.protocol.parse import read_show
from studio.demo import clips, create_demo_show, create_night_loop, narrator, poster
from studio.demo.show import draw_pictures
from studio.library.models import Job
from studio.models import Asset, Rundown, Show
from studio.rundowns import plans
from studio.rundowns.compile import compiled
from studio.rundowns.edits import known_row
from studio.rundowns.problems import problems_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 3, 20, tzinfo=UTC)
FIVE_PAST = 3000  # the frame of 12:05:00
MINUTE = 1800
ROUND = ["Ribbons of light", "Harbour Stage", "First spot", "Second spot", "Lake at dusk", "Stage, with the time"]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with everything that is drawn, as long as it is on air, and small."""
    home = tmp_path_factory.mktemp("drawn")
    with pytest.MonkeyPatch.context() as patch, override_settings(TALLY_HOME=home):
        patch.setattr(clips, "FRAMES", 3)
        patch.setattr(clips, "ENCODED", (128, 72))
        patch.setattr(poster, "SIZE", (192, 108))
        patch.setattr(narrator, "voice", lambda: None)
        draw_pictures()
    return home / "library"


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, pictures: Path) -> Show:
    settings.TALLY_HOME = tmp_path
    monkeypatch.setattr(narrator, "voice", lambda: None)
    shutil.copytree(pictures, tmp_path / "library")
    create_demo_show()
    return create_night_loop()


def of(night: Show) -> dict[str, Any]:
    """Its rundown, compiled as of now."""
    row, known = known_row(night.pk, night.rundowns.get().pk)
    return compiled(row, known, NOW)


def airings(night: Show, minutes: int) -> list[tuple[str, Occurrence]]:
    """What airs, by name, when it is started now."""
    rundown = read_rundown(of(night))
    planned = plan(rundown, WallClock(Fraction(30), Fraction(NOW.timestamp())), 0, minutes * MINUTE)
    return [(rundown.items[one.item].name if one.item else "", one) for one in planned]


def test_it_waits_off_air_beside_the_show_that_is_on(night: Show) -> None:
    first, second = Show.objects.all()
    assert first.wanted and not second.wanted and second == night


def test_it_begins_with_its_standby(night: Show, tmp_path: Path) -> None:
    show = read_show(json.loads((tmp_path / "shows" / night.pk / "show.json").read_text()))
    assert show.scenes[0].name == "Standby" and night.standby == {"scene": show.scenes[0].id}
    [source] = [one for one in show.sources if one.id in show.scenes[0].slots.values()]
    assert source.input.kind == "image"
    assert of(night)["standby"]["scene"]


def test_its_clips_are_files_of_the_library_with_their_length_and_a_picture(night: Show) -> None:
    files = Asset.objects.filter(kind=Asset.Kind.VIDEO, name__in=("Ribbons", "Stage"))
    assert [(one.state, one.duration_s) for one in files] == [("ready", 6.0)] * 2
    assert all(one.path.is_file() and one.has_thumbnail and one.thumbnail_path.is_file() for one in files)
    assert {job.asset for job in Job.objects.filter(kind="probe")} == set(files), "the rest is found out in its turn"


def test_what_is_on_disk_is_what_the_mixer_reads_and_nothing_is_missing(night: Show, tmp_path: Path) -> None:
    row = Rundown.objects.get(show=night)
    path = tmp_path / "shows" / night.pk / "rundowns" / f"{row.pk}.json"
    rundown = read_rundown(json.loads(path.read_text()))
    value = json.loads(path.read_text())
    assert rundown.rounds == 0 and not any(item["trouble"] for item in value["items"].values())
    for item in value["items"].values():
        show = read_show(item["content"]["show"])
        assert item["content"]["scene"] in {scene.id for scene in show.scenes}
        paths = [getattr(source.input, "path", "") for source in show.sources]
        assert all(Path(path).is_file() for path in paths if path)


def test_titles_are_the_items_own(night: Show) -> None:
    shows = [read_show(item["content"]["show"]) for item in of(night)["items"].values()]
    titles = {overlay.fields["title"] for show in shows for overlay in show.overlays if overlay.on}
    assert titles == {"Ribbons of light", "Harbour Stage", "Lake at dusk"}


def test_a_round_is_in_its_order_without_a_gap_and_its_break_whole(night: Show) -> None:
    on = airings(night, 1)
    assert [name for name, _ in on][: len(ROUND) + 1] == [*ROUND, ROUND[0]]
    assert all(one.end_frame == after.start_frame for (_, one), (_, after) in pairwise(on))
    first, second = on[2][1], on[3][1]
    assert first.end_frame == first.start_frame + 90 and second.end_frame == second.start_frame + 90


def test_the_time_comes_on_its_frame_whatever_plays_and_the_loop_goes_on_with_its_next_item(night: Show) -> None:
    on = airings(night, 10)
    times = [number for number, (name, _) in enumerate(on) if name == "The time"]
    assert [on[at][1].start_frame for at in times] == [FIVE_PAST, FIVE_PAST + 5 * MINUTE]
    for at in times:
        (before, _), (_, time), (after, follows) = on[at - 1 : at + 2]
        assert time.why == "insert" and time.wants_frame == time.start_frame + 300
        assert time.end_frame == follows.start_frame > time.start_frame + 270, "but for a transition that it gives away"
        assert after == ROUND[(ROUND.index(before) + 1) % len(ROUND)]
    assert {name for name, _ in on} == {*ROUND, "The time"}, "neither filler nor standby has anything to do"


def test_its_producer_is_shown_no_problems(night: Show) -> None:
    row, known = known_row(night.pk, night.rundowns.get().pk)
    whole = compiled(row, known, NOW)
    assert problems_of(row, whole, plans.planned(row, whole, plans.Asked(NOW, 1.0, NOW), {})) == []
