"""The console's air lock knows every verb that can be asked: a new one has to say whether it reaches the air."""

from __future__ import annotations

import re
from pathlib import Path

from mixer.protocol.commands import ON_AIR
from studio.air.verbs import ASKED

SCRIPT = Path(__file__).resolve().parents[2] / "static/console/link/air_lock.js"


def test_every_verb_says_whether_it_reaches_the_air() -> None:
    table = SCRIPT.read_text().partition("export const VERBS = {")[2].partition("\n};")[0]
    known = set(re.findall(r"\b([a-z_]+):", table))
    assert set(ASKED) - known == set() and set(ON_AIR) - known == set()
