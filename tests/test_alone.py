"""The project stands alone: a clone with nothing beside it runs, is tested and measured as a whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.bench.inputs import FILMED
from tests.helpers import MEDIA

ROOT = Path(__file__).resolve().parents[1]
OURS = ("mixer", "studio", "subtitles", "static", "templates", "tests", "tools", "docs")
WRITTEN = {".py", ".js", ".html", ".css", ".md", ".toml", ".yml", ".sh", ""}
OUTSIDE = "../" + "shared"
# Tests may be left out where the system cannot do what they are about, and nowhere else.
LEFT_OUT = {
    ("tests/up/test_supervisor.py", "skipif"),
    ("tests/journeys/test_full_disk.py", "skip"),
    ("tests/test_compose.py", "skipif"),
    ("tests/mixer/web/test_fence.py", "skip"),
    ("tests/mixer/web/test_fence.py", "skipif"),
    ("tests/mixer/web/test_escapes.py", "skip"),
}


def texts() -> Iterator[Path]:
    for folder in OURS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in WRITTEN)
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in WRITTEN)


def test_nothing_beside_the_project_is_named() -> None:
    assert [str(path.relative_to(ROOT)) for path in texts() if OUTSIDE in path.read_text(errors="replace")] == []


def test_no_test_is_left_out_for_want_of_something() -> None:
    names = ("skip", "skipif", "importorskip", "xfail")
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and (name := node.attr) in names and about_pytest(node.value)
    }
    assert found == LEFT_OUT


def about_pytest(node: ast.expr) -> bool:
    return "pytest" in ast.unparse(node)


def test_real_footage_comes_with_its_licence() -> None:
    told = (MEDIA / "README.md").read_text()
    files = {path.name for path in MEDIA.iterdir()} - {"README.md"}
    assert files >= set(FILMED)
    assert [name for name in files if f"| {name} |" not in told] == []
