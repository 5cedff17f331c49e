"""Every command line that the documents show can be typed as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import load_command_class

from mixer.__main__ import PROGRAMS
from mixer.kinds.destinations import DESTINATIONS
from tests.bench.__main__ import BENCHES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
READS = ("mixer", "studio", "subtitles")
SETTING = r"[A-Z][A-Z0-9_]*"


def code(page: Path) -> Iterator[str]:
    """What a page shows as typed: lines of its blocks, and its spans."""
    text = page.read_text()
    for block in re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL):
        yield from (line.partition(" #")[0].strip() for line in block.replace("\\\n", " ").splitlines())
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        yield span.partition(" #")[0].strip()


def commands(*begins: str) -> list[str]:
    """Every line of code with one of these words in it, from there on."""
    found = set()
    for page in PAGES:
        for line in code(page):
            for begin in begins:
                at = re.search(rf"(?:^|[\s(]){re.escape(begin)} ", line + " ")
                if at:
                    found.add(line[at.start() :].strip(" ()"))
    return sorted(found)


def shown(line: str) -> list[str]:
    """The words of a line, without what stands for more of them."""
    return [word for word in shlex.split(re.sub(r"[\[\]…]", " ", line.partition(" < ")[0])) if word]


@cache
def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def all_code() -> str:
    return "\n".join(path.read_text() for folder in READS for path in (ROOT / folder).rglob("*.py"))


@cache
def help_of(*module: str) -> str:
    asked = [sys.executable, "-m", *module, "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("line", commands("make"))
def test_a_make_line_names_a_target_and_settings_that_are_read(line: str) -> None:
    words = shown(re.split(r"  ", line)[0])
    named = [word for word in words[1:] if "=" not in word]
    assert named and set(named) <= targets()
    for word in words:
        name, _, value = word.partition("=")
        if name == "ONLY":
            assert value in {*BENCHES, "name"}
        elif value:
            assert f"$({name})" in (ROOT / "Makefile").read_text() or f'"{name}"' in all_code()


@pytest.mark.parametrize("line", commands("manage.py"))
def test_a_manage_line_is_understood(line: str) -> None:
    words = shown(re.split("[|>]", line)[0])[1:]
    command = load_command_class("studio", words[0])
    parser = command.create_parser("manage.py", words[0])
    parser.parse_args([word.replace("'", "") for word in words[1:]])


@pytest.mark.parametrize("line", commands("python -m mixer", "python -m subtitles", "python -m tools.demo_pack"))
def test_a_program_of_a_line_is_there_and_knows_its_options(line: str) -> None:
    _, _, module, *rest = shown(line)
    program = rest[0] if rest and not rest[0].startswith("-") else ""
    for name in program.split("|") if program else [""]:
        assert module != "mixer" or not name or name in {*PROGRAMS, *DESTINATIONS}
        for option in (word for word in rest if word.startswith("--")):
            assert option in help_of(module, *filter(None, [name]))


@pytest.mark.parametrize("program", ["engine", "render", "hls", "record", "finish"])
def test_a_program_of_the_mixer_says_how_it_is_used(program: str) -> None:
    assert help_of("mixer", program).startswith("usage:")


def test_every_setting_of_the_documents_is_read() -> None:
    named = {name for page in PAGES for name in re.findall(rf"`(TALLY_{SETTING})", page.read_text())}
    assert named and [name for name in sorted(named) if name not in all_code()] == []
