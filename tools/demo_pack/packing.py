"""The pack's description: what it is, what it knows, its figures and its checksums."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tools.demo_pack.casting import NARRATOR, UNHEARD_SPEEDS, UNHEARD_VOICES
from tools.demo_pack.narration import LANGUAGES

DESCRIPTION = "pack.json"


def describe(folder: Path, figures: dict[str, Any]) -> None:
    """Write pack.json over the files that are in the folder; figures given replace those of the same name."""
    before = json.loads((folder / DESCRIPTION).read_text()) if (folder / DESCRIPTION).exists() else {}
    description = {
        "name": "Demo narration",
        "label": "demo model: knows only the demo narration",
        "knows": "Knows only the demo narration: speech that is not in it is left alone, not recognised.",
        "language": "en",
        "translates_into": list(LANGUAGES),
        "licence": "Apache-2.0, as the project; trained from nothing on synthetic speech",
        "narrator": NARRATOR.name,
        "measured_on": {"voices": list(UNHEARD_VOICES), "words_a_minute": list(UNHEARD_SPEEDS)},
        "figures": {**before.get("figures", {}), **figures},
        "sha256": checksums(folder),
    }
    (folder / DESCRIPTION).write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of the pack but its description, by path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != DESCRIPTION)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
