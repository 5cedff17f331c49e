"""Graphics as the engine has them: shipped ones and bundles in a fenced page, told by the engine's messages."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixer.feed.forkserver import Forkserver
from mixer.graphics import bundle
from mixer.kinds.overlays.graphic import GraphicOverlay, stream
from mixer.protocol.graphics import about_of
from tests.mixer.web.pages import Watcher, watching
from tests.mixer.web.test_pages import forkserver

__all__ = ["forkserver"]

pytestmark = pytest.mark.journey

RED = """<body style="margin:0"><script>
  function update(data) { window.data = JSON.parse(data); }
  function play() { document.body.style.background = data.f0; }
  function stop() { document.body.style.background = "none"; }
</script><i id="f0"></i>"""


def state(**more: Any) -> dict[str, Any]:
    return {"overlay": {"on": False, "fields": {}, "step": 0, "actions": [], **more}}


def ink(watcher: Watcher) -> float:
    """How much of the newest picture is to be seen, 0–1."""
    picture = watcher.look()
    if picture is None:
        return 0.0
    return 1.0 if picture.a is None else float(np.asarray(picture.a).mean()) / 255


def test_a_shipped_graphic_comes_when_its_overlay_is_turned_on_and_goes_with_it(forkserver: Forkserver) -> None:
    with watching(stream(GraphicOverlay(graphic="quote"), (640, 360)), forkserver) as page:
        page.feed.tell_page(state())
        page.wait_for(lambda: page.look() is not None)
        assert ink(page) == 0
        page.feed.tell_page(state(on=True, fields={"quote": "We were there."}))
        page.wait_for(lambda: ink(page) > 0.2)
        page.feed.tell_page(state())
        page.wait_for(lambda: ink(page) == 0)


def test_a_template_of_a_bundle_is_called_from_its_own_origin(forkserver: Forkserver, tmp_path: Path) -> None:
    path = tmp_path / "strap.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("strap.html", RED)
    with path.open("rb") as file:
        about = about_of(bundle.look(file))
    with watching(stream(GraphicOverlay(path=str(path), about=about), (640, 360)), forkserver) as page:
        page.feed.tell_page(state(on=True, fields={"f0": "#ff0000"}))
        page.wait_for(lambda: ink(page) == 1)
        page.feed.tell_page(state(fields={"f0": "#ff0000"}))
        page.wait_for(lambda: ink(page) == 0)
