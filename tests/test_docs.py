"""What the documents say is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mixer.__main__ import PROGRAMS
from mixer.protocol.commands import Command
from mixer.protocol.parse import read_show, show_schema
from tests.bench.__main__ import BENCHES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def test_the_published_schema_is_the_one_that_is_read() -> None:
    published = json.loads((DOCS / "show-file.schema.json").read_text())
    assert published == json.loads(json.dumps(show_schema())), (
        "run: python -m mixer schema > docs/show-file.schema.json"
    )


def test_the_example_show_file_is_a_show() -> None:
    [example] = re.findall(r"```json\n(.*?)```", (DOCS / "show-file.md").read_text(), re.DOTALL)
    assert read_show(example).name == "Evening news"


def test_every_verb_is_in_the_control_protocol() -> None:
    text = (DOCS / "control-protocol.md").read_text()
    verbs = [kind.__dataclass_fields__["verb"].default for kind in Command.__args__]
    assert [verb for verb in verbs if f"`{verb}{{" not in text] == []


def test_every_link_in_the_documents_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_every_figure_the_readme_names_is_measured() -> None:
    named = set(re.findall(r"`([a-z]+_[a-z_]+(?:_s|_ms|_mb|_db|_ratio|_frames))`", (ROOT / "README.md").read_text()))
    assert named - set(BENCHES) == set()


def test_every_program_of_the_mixer_can_be_found() -> None:
    for module, _ in PROGRAMS.values():
        assert (ROOT / (module.replace(".", "/") + ".py")).exists()
