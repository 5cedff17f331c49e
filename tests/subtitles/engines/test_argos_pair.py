"""The real argostranslate, on a real package: kept off the network, and torch kept out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
# Runs in a process of its own, in which every way to a network is a failure; argv: folder, package, sentence.
TRANSLATE = """
import json, os, socket, sys, warnings
tried = []
def no(*a, **k):
    tried.append(repr(a)); raise OSError("no network in here")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = no
from pathlib import Path
from subtitles import tasks
from subtitles.models import from_file
os.environ["TALLY_HOME"] = sys.argv[1]
if sys.argv[2]:
    from_file(Path(sys.argv[2]))
answers = [tasks.translate({"text": text, "source": "en", "targets": ["fr"]}) for text in sys.argv[3:]]
heavy = [name for name in ("torch", "stanza", "spacy", "studio") if name in sys.modules]
print(json.dumps({"tried": tried, "heavy": heavy, "answers": answers, "kept": "argostranslate" in sys.modules}))
"""
ARGOS_SAYS = """
import json, sys
from pathlib import Path
from subtitles.engines.argos_pair import Pair, Pieces
from subtitles.models import archive
place = Path(sys.argv[1]) / "package"
archive.unpack(Path(sys.argv[2]), place)
pair = Pair(place, Path(sys.argv[1]) / "own")
pieces = pair.translation.pkg.tokenizer
texts = ["snake_case stays", "plain text"]
print(json.dumps({
    "kind": type(pair.translation).__name__,
    "round": [pieces.decode(pieces.encode(text)) for text in texts],
    "junk": pieces.decode(pieces.encode(texts[1]) + ["_"]),
    "twice": [pair("Good evening."), pair("Good evening.", True)],
    "home": sorted(path.name for path in Path(sys.argv[1]).iterdir()),
    "environment": [name for name in __import__("os").environ if name.startswith(("ARGOS", "XDG_DATA"))],
}))
"""


def said(code: str, *arguments: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": arguments[0], "OMP_NUM_THREADS": "1", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_argos_translates_without_a_network_and_without_torch(tmp_path: Path, package: Path) -> None:
    told = said(TRANSLATE, str(tmp_path), str(package), "Good evening.")
    assert told["kept"] and told["tried"] == [] and told["heavy"] == []
    [answer] = told["answers"]
    assert "fr" in {**answer["texts"], **answer["failed"]} and answer["cost_s"] > 0


@pytest.mark.parametrize("chunks", ["NONE", "STANZA", "SPACY", "MINISBD"])
def test_no_setting_of_argos_makes_a_pair_disappear_or_go_online(tmp_path: Path, package: Path, chunks: str) -> None:
    told = said(TRANSLATE, str(tmp_path), str(package), "Good evening.", ARGOS_CHUNK_TYPE=chunks)
    assert told["tried"] == [] and "no package" not in str(told["answers"])


def test_a_package_with_a_splitter_of_its_own_is_translated_without_it(tmp_path: Path, package: Path) -> None:
    from subtitles.models import archive

    place = tmp_path / "models" / "translate-en_fr"
    archive.unpack(package, place)
    (place / "stanza").mkdir()
    (place / "stanza" / "resources.json").write_text("{}")
    (tmp_path / "models" / "translate-en_xx").mkdir()  # no metadata.json: Argos' own listing raises on it
    told = said(TRANSLATE, str(tmp_path), "", "Good evening.")
    assert told["tried"] == [] and told["heavy"] == [] and "no package" not in str(told["answers"])


def test_it_is_argos_own_translation_kept_from_its_habits(tmp_path: Path, package: Path) -> None:
    told = said(ARGOS_SAYS, str(tmp_path), str(package))
    assert told["kind"] == "PackageTranslation" and told["home"] == ["own", "package"]
    assert told["round"] == ["snake_case stays", "plain text"] and told["junk"] == "plain text "
    assert told["environment"] == [] and all(isinstance(text, str) for text in told["twice"])


def test_a_damaged_package_is_an_answer_in_words(tmp_path: Path, package: Path) -> None:
    from subtitles.models import archive

    place = tmp_path / "models" / "translate-en_fr"
    archive.unpack(package, place)
    (place / "model" / "model.bin").write_bytes(b"damaged")
    [answer] = said(TRANSLATE, str(tmp_path), "", "Good evening.")["answers"]
    assert "cannot be opened" in answer["failed"]["fr"]
