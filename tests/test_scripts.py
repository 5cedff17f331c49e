"""The scripts of the pages keep to the width that the rest of the code has."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDEST = 120


def test_no_line_of_a_script_is_too_wide_to_be_read_at_a_glance() -> None:
    scripts = sorted([*(ROOT / "static").rglob("*.js"), *(ROOT / "tools").rglob("src/*.js")])
    wide = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in scripts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert scripts and wide == []
