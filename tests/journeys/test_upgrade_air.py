"""A newer studio over a show on air: nothing goes off, the older engine is told, and one command replaces it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mixer.protocol.build import SUPERVISOR, build_of
from studio.air.control.commands import status_of
from studio.air.processes.launch import HAND_OVER
from tests.journeys.on_air import PATIENCE_S, ROOT, SHOW, Air, make_home
from tests.journeys.test_faults_air import desk_on_air, do, soon, without_frame
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def air(tmp_path: Path, settings: Any) -> Iterator[Air]:
    home = tmp_path / "home"
    make_home(home)
    settings.TALLY_HOME = home
    found = Air(home)
    yield found
    found.clean_up()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The sources of an older version: ours, but for a line."""
    root = tmp_path / "older"
    for name in ("mixer", "studio", "subtitles"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "packs"))
    shutil.copy(ROOT / "manage.py", root)  # a link would lead Python back to our own sources
    for name in ("static", "templates", "node_modules"):
        (root / name).symlink_to(ROOT / name)
    log = Path("mixer", "process", "log.py")
    (root / log).write_text((ROOT / log).read_text() + "\n# as it was\n")
    return root


async def test_an_older_engine_stays_on_air_is_told_and_is_replaced_when_it_suits(air: Air, older: Path) -> None:
    before_us = air.launch(older)
    until(lambda: len(air.segments()) >= 2, "the first segments")
    await do(verb="cut")
    running = {name: air.pid(name) for name in ("engine", "hls")}
    assert air.paths.build.read_text() != build_of(SUPERVISOR)
    desk = await desk_on_air()

    before_us.send_signal(HAND_OVER)
    assert before_us.wait(PATIENCE_S) == 0
    air.goes_on(1)
    air.launch()
    assert without_frame(await desk_on_air()) == without_frame(desk)
    assert {name: air.pid(name) for name in running} == running, "nobody was ended"
    assert "#EXT-X-DISCONTINUITY\n" not in air.playlist(), "nobody who watches has noticed"

    async def told() -> Any:
        upgrade = (await status_of(SHOW)).get("upgrade") or {"older": []}
        return upgrade if [name.partition("-")[0] for name in upgrade["older"]] == ["engine", "hls"] else None

    assert "restart it when it suits" in (await soon(told, "the older version to be told"))["text"]

    await do(verb="restart_engine")
    air.another("engine", than=running["engine"])

    async def all_new() -> Any:
        seen = await status_of(SHOW)
        return seen.get("status") and not seen.get("upgrade")

    await soon(all_new, "everything of one build")
    air.goes_on(3)
    assert without_frame(await desk_on_air()) == without_frame(desk)
    assert air.gaps() == []
    until(lambda: {"older_version", "engine_restarted"} <= set(air.codes()), "the events")
    assert air.pid("hls") != running["hls"], "what else was older came along"
