"""Clients that generators make from docs/openapi.json read every list and object of a full studio, and lose nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clients.fuzzing import ids
from tests.clients.studio import SCHEMA, FullStudio, full_studio
from tests.up.studio import ROOT

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
HERE = Path(__file__).parent
JSON = "application/json"
Asked = dict[str, tuple[str, dict[str, Any]]]
TYPES = ROOT / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullStudio]:
    with full_studio(tmp_path_factory.mktemp("home")) as studio:
        yield studio


@pytest.fixture(scope="module")
def answers(studio: FullStudio) -> dict[str, Any]:
    """What a program without any client reads, by the path."""
    found = {}
    with studio.client() as client:
        for path in objects():
            answer = client.get(studio.addresses[path])
            assert answer.status_code == 200, (path, answer.text)
            found[path] = answer.json()
    return found


def objects() -> dict[str, dict[str, Any]]:
    """Everything that is read as JSON and nothing else: the operation of each path."""
    paths = json.loads(SCHEMA.read_text())["paths"]
    reads = {path: methods["get"] for path, methods in paths.items() if "get" in methods}
    return {path: one for path, one in reads.items() if list(one["responses"]["200"].get("content", {})) == [JSON]}


def test_a_full_studio_has_something_in_every_list(answers: dict[str, Any]) -> None:
    """An empty list would show nothing of what it is a list of."""
    assert [path for path, value in answers.items() if isinstance(value, dict) and value.get("results") == []] == []


def test_the_python_client_reads_everything(studio: FullStudio, answers: dict[str, Any], tmp_path: Path) -> None:
    made = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(SCHEMA), "--meta", "none"]
    made += ["--config", str(HERE / "python.yml"), "--output-path", str(tmp_path / "tally_client"), "--fail-on-warning"]
    run(made, tmp_path)
    asked: Asked = {one["operationId"]: (one["tags"][0], ids(path, studio)) for path, one in objects().items()}
    told = json.dumps({"url": studio.url, "token": studio.token, "asked": asked})
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    read = json.loads(run([sys.executable, str(HERE / "reading.py")], tmp_path, told, env))
    for path, one in objects().items():
        assert told_again(path, read[one["operationId"]]) == told_again(path, answers[path]), path


def test_the_typescript_client_reads_everything_and_its_types_know_every_field(
    studio: FullStudio, answers: dict[str, Any], tmp_path: Path
) -> None:
    """The answers stand in a program as literals: the compiler refuses a field that the types do not name."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    run(
        [str(TYPES / "openapi-typescript"), str(SCHEMA), "-o", "tally.d.ts", "--default-non-nullable", "false"],
        tmp_path,
    )
    (tmp_path / "reading.ts").write_text(typescript(studio))
    (tmp_path / "literals.ts").write_text(literals(answers))
    options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"]
    run([str(TYPES / "tsc"), *options, "reading.ts", "literals.ts"], tmp_path)
    env = {"PATH": os.environ["PATH"], "TALLY": studio.url, "TOKEN": studio.token}
    read = json.loads(run(["node", "reading.js"], tmp_path, env=env))
    for path, value in answers.items():
        assert told_again(path, read[path]) == told_again(path, value), path


def typescript(studio: FullStudio) -> str:
    """A program that reads everything with openapi-fetch, and prints it by its path."""
    lines = [
        'import createClient from "openapi-fetch";', 'import type { paths } from "./tally.d.ts";',
        "declare const process: { env: Record<string, string> };", "const { TALLY, TOKEN } = process.env;",
        "const client = createClient<paths>({ baseUrl: TALLY, headers: { Authorization: `Bearer ${TOKEN}` } });",
        "const read: Record<string, unknown> = {};",
    ]  # fmt: skip
    for path in objects():
        params = json.dumps({"params": {"path": known}} if (known := ids(path, studio)) else {})
        lines.append(f'{{ const {{ data, error }} = await client.GET("{path}", {params});')
        lines.append(f'  if (error) throw new Error(error.detail); read["{path}"] = data; }}')
    return "\n".join([*lines, "console.log(JSON.stringify(read));", ""])


def literals(answers: dict[str, Any]) -> str:
    kind = 'paths["{}"]["get"]["responses"][200]["content"]["application/json"]'
    lines = ['import type { paths } from "./tally.d.ts";']
    for number, (path, value) in enumerate(answers.items()):
        lines.append(f"export const answer{number}: {kind.format(path)} = {json.dumps(value)};")
    return "\n".join([*lines, ""])


def run(argv: list[str], folder: Path, told: str = "", env: dict[str, str] | None = None) -> str:
    done = subprocess.run(argv, cwd=folder, input=told, env=env, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[:8000]
    return done.stdout


def told_again(path: str, value: Any) -> Any:
    """What a second reading of a path must find as well: what depends on the time keeps its fields."""
    return shape(value) if path.endswith(("/plan", "/now-next")) else plain(value)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[:1]]
    return "number" if type(value) in (int, float) else type(value).__name__


def plain(value: Any) -> Any:
    """A value whose times are the same however they are written."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 18 else value
    except ValueError:
        return value
