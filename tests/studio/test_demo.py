"""The demo show, drawn small."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from mixer.kinds.overlays.graphic import GraphicOverlay
from mixer.protocol.parse import read_show
from studio.demo import camera, clips, create_demo_show, demo_push, poster
from studio.demo import show as demo
from studio.models import Show
from studio.shows.rows import may_publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Path:
    settings.TALLY_HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(clips, "FRAMES", 3)
    monkeypatch.setattr(clips, "SECONDS", 1)
    monkeypatch.setattr(clips, "ENCODED", (128, 72))
    monkeypatch.setattr(poster, "SIZE", (192, 108))
    monkeypatch.setattr(demo, "shows_pages", lambda: True)
    return tmp_path


def test_an_empty_studio_gets_six_sources_and_four_scenes_wanted_on_air(small: Path) -> None:
    show = create_demo_show()
    assert show and show.wanted
    file = read_show(json.loads((small / "shows" / show.pk / "show.json").read_text()))
    assert len({source.input.kind for source in file.sources}) == 5 and len(file.sources) == 6
    assert [scene.name for scene in file.scenes] == ["Full", "Picture in picture", "Side by side", "Six-up"]
    assert len(file.scenes[3].slots) == 6
    assert file.overlays[0].fields["title"] and all(overlay.on for overlay in file.overlays[:2])
    paths = [
        getattr(part, "path", "") for part in [*(s.input for s in file.sources), *(o.content for o in file.overlays)]
    ]
    assert all(Path(path).is_file() for path in paths if path)


def test_a_poll_is_ready_to_be_played_and_says_what_it_asks(small: Path) -> None:
    show = create_demo_show()
    assert show
    poll = read_show(json.loads((small / "shows" / show.pk / "show.json").read_text())).overlays[2]
    assert isinstance(poll.content, GraphicOverlay) and poll.content.graphic == "poll" and not poll.on
    assert poll.fields["question"]


def test_a_machine_that_opens_no_pages_gets_the_demo_without_its_poll(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "shows_pages", lambda: False)
    show = create_demo_show()
    assert show and [one.name for one in show.overlays.all()] == ["Lower third", "Logo"]


@pytest.mark.parametrize(("installed", "allowed"), [(False, True), (True, False)])
def test_pages_need_a_browser_and_a_sandbox(monkeypatch: pytest.MonkeyPatch, installed: bool, allowed: bool) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(demo, "program", lambda name: lambda: installed)
    monkeypatch.setattr(demo, "web_protection", lambda: {"allowed": allowed})
    assert not demo.shows_pages()


def test_it_is_made_once() -> None:
    assert create_demo_show() and create_demo_show() is None
    assert Show.objects.count() == 1


def test_the_camera_is_pushed_with_a_key_that_nobody_else_can_read(small: Path) -> None:
    assert demo_push(1935) is None
    create_demo_show()
    argv = demo_push(19350)
    assert argv and argv[0] == "ffmpeg"
    name, _, key = argv[-1].removeprefix("rtmp://127.0.0.1:19350/live/").partition("?key=")
    assert may_publish(name, key)
    assert stat.S_IMODE(camera.key_file().stat().st_mode) == 0o600


def test_a_demo_that_was_deleted_is_not_pushed_any_more() -> None:
    create_demo_show()
    Show.objects.all().delete()
    assert demo_push(1935) is None
