"""On air no thread of libav runs beside the frame loop, and nothing that encodes is even imported there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_imports import ROOT, imports

pytestmark = pytest.mark.xdist_group("no_libav")  # one engine for both
MEASURES = {"mixer.outputs.loudness"}  # may use libav in the engine, which it does on the frame thread


@pytest.fixture(scope="module")
def engine() -> dict[str, Any]:
    """What has become of an engine's process while somebody read each of its renditions."""
    command = [sys.executable, "-m", "tests.mixer.engine.everything_watched"]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    assert told["waiting"] == 0
    return told


def test_an_engine_on_air_has_no_thread_but_its_own(engine: dict[str, Any]) -> None:
    assert engine["after"] == engine["before"]


def test_no_way_out_uses_libav_in_the_engine(engine: dict[str, Any]) -> None:
    ours = [name for name in engine["modules"] if name.startswith("mixer.outputs.")]
    files = {name: ROOT / f"{name.replace('.', '/')}.py" for name in ours}
    with_libav = {name for name, path in files.items() if path.exists() and uses_libav(path)}
    assert with_libav == MEASURES and len(files) > 5
    packages = {name for name, path in files.items() if not path.exists()}
    assert packages == set(), "codecs and packagings are folders, and stay in encoders"


def uses_libav(path: Path) -> bool:
    return any(name.partition(".")[0] == "av" for name in imports(path))
