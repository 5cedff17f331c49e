"""Run beside a client that openapi-python-client made: read what is asked for, and say it again from its objects."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    """`{"url", "token", "asked": {operation: [group, {parameter: value}]}}` on standard input; answers on the other."""
    told = json.load(sys.stdin)
    made = importlib.import_module("tally_client")
    client = made.AuthenticatedClient(base_url=told["url"], token=told["token"], raise_on_unexpected_status=True)
    json.dump({name: read(client, name, *one) for name, one in told["asked"].items()}, sys.stdout)


def read(client: Any, name: str, group: str, parameters: dict[str, Any]) -> Any:
    operation = importlib.import_module(f"tally_client.api.{group}.{name}")
    answer = operation.sync_detailed(client=client, **parameters)
    assert answer.status_code == 200, (name, answer)
    return said(answer.parsed)


def said(value: Any) -> Any:
    return [said(one) for one in value] if isinstance(value, list) else value.to_dict()


if __name__ == "__main__":
    main()
