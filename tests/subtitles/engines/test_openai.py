"""openai-whisper itself, on an untrained model; and torch in no other process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from subtitles.engines import openai as engine
from subtitles.errors import EngineFailed, ModelMissing
from subtitles.values import RATE, Pass

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(300)]


def test_words_lie_within_the_piece_on_the_programmes_clock(openai: Path) -> None:
    sound = (np.random.default_rng(2).standard_normal(RATE) * 0.1).astype(np.float32)
    request = Pass(1, 1_000_000, sound)
    try:
        heard = engine.load(openai)(request)
    except EngineFailed as error:  # untrained as it is, it may go round in circles; then it ends, in words
        assert "lost its way" in str(error)
        return
    assert heard.language and all(request.at <= word.start <= word.end <= request.end for word in heard.words)


def test_a_missing_or_damaged_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        engine.load(tmp_path / "openai-tiny.pt")
    (tmp_path / "openai-tiny.pt").write_bytes(b"damaged")
    with pytest.raises(EngineFailed, match="cannot be opened"):
        engine.load(tmp_path / "openai-tiny.pt")


@pytest.mark.parametrize("module", ["subtitles.worker", "subtitles.models", "subtitles.captioner.program"])
def test_torch_is_in_no_process_that_did_not_ask_for_it(module: str, whisper: Path) -> None:
    heavy = "[name for name in ('torch', 'stanza', 'spacy', 'whisper') if name in sys.modules]"
    code = f"import sys, {module}; from subtitles.engines import faster; from pathlib import Path; "
    code += f"faster.load(Path({str(whisper)!r})); sys.exit(str({heavy}) if {heavy} else 0)"
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, cwd=root)
