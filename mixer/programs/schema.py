"""`python -m mixer schema`: the JSON Schema of the show file."""

from __future__ import annotations

import json

from mixer.protocol.parse import show_schema


def main(argv: list[str]) -> int:
    print(json.dumps(show_schema(), indent=1))
    return 0
