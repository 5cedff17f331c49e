"""The examples of docs/webhooks.md, run as they stand there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.webhooks import signing

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs/webhooks.md").read_text()
Verify = Callable[[str, dict[str, str], bytes], bool]
ASK = """
import { readFileSync } from "node:fs";
const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
console.log(verify(secret, headers, body));
"""


def example(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def in_python(secret: str, headers: dict[str, str], body: bytes) -> bool:
    names: dict[str, Verify] = {}
    exec(example("python"), names)
    return names["verify"](secret, headers, body)


def in_javascript(secret: str, headers: dict[str, str], body: bytes) -> bool:
    node = shutil.which("node")
    assert node
    asked = json.dumps({"secret": secret, "headers": headers, "body": body.decode()})
    argv = [node, "--input-type=module", "-e", example("js") + ASK]
    # Its own reading of standard input stands behind the example, in one module.
    done = subprocess.run(argv, input=asked, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip() == "true"


@pytest.mark.parametrize("verify", [in_python, in_javascript])
def test_the_examples_take_what_we_sign_and_nothing_else(verify: Verify) -> None:
    now, body = datetime.now(UTC), '{"type": "source.lost", "data": {"text": "Bühne"}}'.encode()
    old, new = signing.fresh_secret(), signing.fresh_secret()
    sent = signing.headers([new, old], "msg_1", now, body)
    assert verify(new, sent, body) and verify(old, sent, body)
    assert not verify(signing.fresh_secret(), sent, body)
    assert not verify(new, sent, body + b" ")
    assert not verify(new, {**sent, "webhook-id": "msg_2"}, body)
    assert not verify(new, signing.headers([new], "msg_1", now - timedelta(minutes=6), body), body)
