"""Types of events: one table, which knows every code that the studio tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.webhooks.kinds import CODES, KINDS, families, is_asked_for, kind_of, unknown

ROOT = Path(__file__).resolve().parents[3]
TOLD = re.compile(r"""["'](?:info|warning|error)["'],\s*["']([a-z_]+)["']""")


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [("*", True), ("source.*", True), ("source.lost", True), ("source.back", False), ("show.*", False), ("s*", False)],
)
def test_a_webhook_is_told_of_what_it_asks_for(pattern: str, asked: bool) -> None:
    assert is_asked_for("source.lost", [pattern]) == asked


def test_every_code_has_a_type_that_the_table_explains() -> None:
    assert {kind for kind in CODES.values() if kind} <= set(KINDS)
    assert kind_of("source_lost") == "source.lost" and kind_of("recording_started") is None


def test_a_code_that_nobody_has_named_yet_is_told_all_the_same() -> None:
    assert kind_of("brand_new") == "other.brand_new"
    assert is_asked_for("other.brand_new", ["*"]) and is_asked_for("other.brand_new", ["other.*"])


def test_what_stands_for_nothing_is_found() -> None:
    assert unknown(["*", "source.*", "show.on_air", "other.x", "other.*"]) == []
    assert unknown(["source", "scene.*", "show.onair"]) == ["source", "scene.*", "show.onair"]
    assert "source.*" in families() and "other.*" in families()


def test_the_table_knows_the_codes_in_the_source() -> None:
    told = set()
    for folder in ("studio/air", "studio/scheduling", "studio/webhooks", "mixer/outputs"):
        for path in (ROOT / folder).rglob("*.py"):
            told |= set(TOLD.findall(path.read_text()))
    told -= {"error", "warning", "code", "index"}
    assert len(told) > 30 and told - set(CODES) == set()


def test_the_documentation_has_the_same_table() -> None:
    written = dict(re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", (ROOT / "docs/webhooks.md").read_text(), re.MULTILINE))
    assert {name: words for name, words in written.items() if name in KINDS} == KINDS
