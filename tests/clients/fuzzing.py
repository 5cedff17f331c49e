"""schemathesis against a full studio: requests that the document allows, and others, whose answers it must promise."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.studio import SCHEMA, FullStudio

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "missing_required_header",
    "ignored_auth",
)  # fmt: skip
PHASES = "examples,fuzzing"
# What replaces the show, or takes its parts back, is asked of a copy: the others go on finding what there is.
OF_THE_COPY = [f"/api/v1/shows/{{show_id}}/{verb}" for verb in ("import", "undo", "redo")]


@dataclass(frozen=True)
class Found:
    """How a run of schemathesis ended, and what it said."""

    status: int
    said: str


def fuzzed(studio: FullStudio, folder: Path, examples: int, *more: str) -> Found:
    """One run over every operation; always the same requests for the same document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_text(json.dumps(without_the_rest()))
    (folder / "schemathesis.toml").write_text(known_ids(studio, copied(studio)))
    argv = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml"),
        "run", str(folder / "openapi.json"), "--url", studio.url, "-H", f"Authorization: Bearer {studio.token}",
        "--checks", ",".join(CHECKS), "--phases", PHASES, "--max-examples", str(examples), "--seed", "13",
        "--generation-deterministic", "--no-shrink", "--warnings", "off", "--no-color",
        *more,
    ]  # fmt: skip
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True)
    return Found(done.returncode, done.stdout + done.stderr)


def without_the_rest() -> dict[str, Any]:
    """The document without `default`, which would promise any status there is."""
    document: dict[str, Any] = json.loads(SCHEMA.read_text())
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("default", None)
    return document


def copied(studio: FullStudio) -> str:
    """Another show with the same parts."""
    with studio.client() as client:
        answer = client.post(f"/api/v1/shows/{studio.show}/copy")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def known_ids(studio: FullStudio, copy: str) -> str:
    """Ids of what there is, in schemathesis' settings; what it removes is not there, or nothing would be left."""
    lines = [f"[phases.{phase}]\nextra-data-sources = {{ responses = false }}\n" for phase in ("coverage", "fuzzing")]
    for path, methods in json.loads(SCHEMA.read_text())["paths"].items():
        found = {"show_id": copy} if path in OF_THE_COPY else ids(path, studio)
        for method in sorted(methods) if found else ():
            named = without_the_last(found) if method == "delete" and path.endswith("}") else found
            parts = ", ".join(f'"path.{name}" = {json.dumps(value)}' for name, value in named.items())
            lines += ["[[operations]]", f'include-path = "{path}"', f'include-method = "{method.upper()}"']
            lines += [f"parameters = {{ {parts} }}", ""]
    return "\n".join(lines)


def without_the_last(found: dict[str, Any]) -> dict[str, Any]:
    """The same with an id at the end that nothing has."""
    name, value = list(found.items())[-1]
    return found | {name: 999_999_999 if isinstance(value, int) else "nothing"}


def ids(path: str, studio: FullStudio) -> dict[str, Any]:
    """What stands for `{show_id}` and the others of a path."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/?]+)", re.escape(path))
    there = re.match(pattern, studio.addresses.get(path, ""))
    return {
        name: int(text) if text.isdecimal() else text for name, text in (there.groupdict() if there else {}).items()
    }
