"""Who may import whom: the rules of docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB = {"django", "channels", "rest_framework", "celery", "redis", "daphne", "studio"}
QUEUE = {"celery", "redis"}
# Where the subtitles meet the job system.
SHELLS = {"subtitles/broker.py", "subtitles/tasks.py", "subtitles/worker.py", "subtitles/captioner/errands.py"}
CORE_MAY = {
    "numpy",
    "mixer.kinds",
    "mixer.core",
    "mixer.graphics",
    "mixer.protocol.basics",
    "mixer.protocol.captions",
    "mixer.protocol.showfile",
    "mixer.protocol.changes",
    "mixer.protocol.commands",
    "mixer.protocol.fallback",
    "mixer.protocol.motion",
    "mixer.protocol.paging",
    "mixer.protocol.playback",
    "mixer.protocol.processing",
    "mixer.errors",
}


KINDS_MAY = {
    "annotated_types", "mixer.graphics", "mixer.kinds", "mixer.protocol.basics", "mixer.protocol.paging",
    "mixer.protocol.playback",
}  # fmt: skip
TEXT_MAY = {"PIL", "regex", "mixer.text", "mixer.process.log", "mixer.errors"}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules (and of what is taken from packages) that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node, path)


def declared(path: Path) -> Iterator[str]:
    """What a file imports when it is imported: neither inside functions nor for type checking only."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node, path)


def _from(node: ast.ImportFrom, path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts[: -node.level] if node.level else ()
    module = ".".join([*parts, *filter(None, [node.module])])
    known = (ROOT / Path(*module.split("."))).is_dir()
    yield from (f"{module}.{alias.name}" for alias in node.names) if known else (module,)


def is_under(name: str, tops: set[str]) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*files("mixer"), *files("subtitles")], ids=named)
def test_the_mixer_and_the_subtitles_know_neither_the_studio_nor_django(path: Path) -> None:
    allowed = QUEUE if named(path) in SHELLS else set()
    assert [name for name in imports(path) if is_under(name, WEB - allowed)] == []


@pytest.mark.parametrize("path", files("subtitles"), ids=named)
def test_the_subtitles_know_the_mixer_by_its_protocol_and_its_text_only(path: Path) -> None:
    ours = [name for name in imports(path) if is_under(name, {"mixer"})]
    assert [name for name in ours if not is_under(name, {"mixer.protocol", "mixer.text", "mixer.errors"})] == []


@pytest.mark.parametrize("path", files("mixer/text"), ids=named)
def test_drawn_text_needs_pillow_and_nothing_of_the_engine(path: Path) -> None:
    strangers = [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in strangers if not is_under(name, TEXT_MAY)] == []


@pytest.mark.parametrize("path", [*files("mixer"), *files("studio"), *files("subtitles")], ids=named)
def test_what_runs_does_not_need_the_tools_of_developers(path: Path) -> None:
    assert [name for name in imports(path) if is_under(name, {"tools", "tests"})] == []


@pytest.mark.parametrize("path", files("studio"), ids=named)
def test_the_studio_knows_the_mixer_by_its_protocol_and_its_plan_of_rundowns_only(path: Path) -> None:
    ours = [name for name in imports(path) if is_under(name, {"mixer"})]
    assert [name for name in ours if not is_under(name, {"mixer.protocol", "mixer.core.rundown", "mixer.errors"})] == []


@pytest.mark.parametrize("path", files("mixer/core"), ids=named)
def test_the_centre_of_the_mixer_is_pure(path: Path) -> None:
    strangers = [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in strangers if not is_under(name, CORE_MAY)] == []


@pytest.mark.parametrize("path", files("mixer/core/rundown"), ids=named)
def test_the_plan_of_rundowns_needs_the_standard_library_only(path: Path) -> None:
    strangers = [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in strangers if not is_under(name, {"mixer.core.rundown", "mixer.errors"})] == []


@pytest.mark.parametrize("path", files("mixer/protocol"), ids=named)
def test_the_protocol_does_not_depend_on_the_engine(path: Path) -> None:
    ours = [name for name in imports(path) if is_under(name, {"mixer"})]
    assert [
        name
        for name in ours
        if not is_under(name, {"mixer.protocol", "mixer.kinds", "mixer.graphics", "mixer.errors", "mixer.core.desk"})
    ] == []


@pytest.mark.parametrize("path", files("mixer/graphics"), ids=named)
def test_what_graphics_say_of_themselves_is_read_with_the_standard_library_only(path: Path) -> None:
    strangers = [name for name in imports(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in strangers if not is_under(name, {"mixer.graphics"})] == []


@pytest.mark.parametrize("path", files("mixer/kinds"), ids=named)
def test_a_kind_declares_with_the_standard_library_and_imports_its_worker_in_a_function(path: Path) -> None:
    strangers = [name for name in declared(path) if name.partition(".")[0] not in sys.stdlib_module_names]
    assert [name for name in strangers if not is_under(name, KINDS_MAY)] == []


def test_the_declarations_of_kinds_load_no_decoder_and_no_validator() -> None:
    heavy = ("numpy", "av", "PIL", "pydantic", "django")
    check = (
        f"import sys, mixer.protocol.kinds as k; k.published(); sys.exit(any(one in sys.modules for one in {heavy}))"
    )
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)


@pytest.mark.parametrize("module", ["mixer.engine.engine", "mixer.__main__", "mixer.protocol.parse"])
def test_the_mixer_runs_without_django(module: str) -> None:
    check = f"import sys, {module}; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)
