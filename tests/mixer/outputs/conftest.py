"""Destinations as programs, and an engine of paper for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mixer.outputs.programs import FakeEngine, Program


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def begin(name: str, *more: str) -> Program:
        programs.append(Program(name, tmp_path / "run", tmp_path / name, *more))
        return programs[-1]

    yield begin
    for program in programs:
        program.kill()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    engine = FakeEngine(tmp_path / "run")
    yield engine
    engine.vanish()
