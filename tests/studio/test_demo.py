"""The demo show, drawn small."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from mixer.protocol.parse import read_show
from studio.demo import camera, clips, create_demo_show, demo_push, poster
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
    return tmp_path


def test_an_empty_studio_gets_six_sources_and_four_scenes_wanted_on_air(small: Path) -> None:
    show = create_demo_show()
    assert show and show.wanted
    file = read_show(json.loads((small / "shows" / show.pk / "show.json").read_text()))
    assert len({source.input.kind for source in file.sources}) == 5 and len(file.sources) == 6
    assert [scene.name for scene in file.scenes] == ["Full", "Picture in picture", "Side by side", "Six-up"]
    assert len(file.scenes[3].slots) == 6
    assert file.overlays[0].fields["title"] and all(overlay.on for overlay in file.overlays)
    paths = [
        getattr(part, "path", "") for part in [*(s.input for s in file.sources), *(o.content for o in file.overlays)]
    ]
    assert all(Path(path).is_file() for path in paths if path)


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
