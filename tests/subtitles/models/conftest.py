from __future__ import annotations

from pathlib import Path

import pytest

from subtitles.models import store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models, no other folders, no pack."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TALLY_MODELS", raising=False)
    monkeypatch.setattr(store, "PACKS", tmp_path / "packs")
    return tmp_path / "home" / "models"
