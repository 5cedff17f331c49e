"""Every operation of the API, asked in many more ways than the tests have time for."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.clients.fuzzing import fuzzed
from tests.clients.studio import full_studio

EXAMPLES = 30
MORE = ("--continue-on-failure", "--phases", "examples,coverage,fuzzing")


def schemathesis_failures() -> Iterator[Figure]:
    """Kinds of answers that the document does not promise; what schemathesis said is kept in the file named."""
    folder = Path(tempfile.mkdtemp(prefix="tally-schemathesis-"))
    with full_studio(folder / "home") as studio:
        found = fuzzed(studio, folder / "run", EXAMPLES, *MORE)
    (folder / "said").write_text(found.said)
    asked = re.search(r"(\d+) generated", found.said)
    failures = re.search(r"(\d+) unique failure", found.said)
    about = {"asked": int(asked[1]) if asked else 0, "said": str(folder / "said")}
    yield Figure("schemathesis_failures", int(failures[1]) if failures else found.status, "kinds", "0", about)
