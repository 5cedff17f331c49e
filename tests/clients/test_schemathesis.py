"""Whatever is asked of the API, it answers as its document says: schemathesis asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.fuzzing import fuzzed
from tests.clients.studio import full_studio

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
EXAMPLES = 3  # of each operation and of each way to ask; `make bench ONLY=schemathesis_failures` asks more


def test_no_request_gets_an_answer_that_the_document_does_not_promise(tmp_path: Path) -> None:
    with full_studio(tmp_path / "home") as studio:
        found = fuzzed(studio, tmp_path / "run", EXAMPLES)
    assert found.status == 0, found.said
    assert "Tested: " in found.said
