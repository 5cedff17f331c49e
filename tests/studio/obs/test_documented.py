"""What docs/obs-websocket.md lists is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from studio.obs import server, session
from studio.obs.events import NAMES
from studio.obs.requests import REFUSED, REQUESTS

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "obs-websocket.md").read_text()


def listed(heading: str) -> list[str]:
    """The names in code of a section's list."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    items = re.findall(r"^- .*?(?=^- |^$)", section, re.DOTALL | re.MULTILINE)
    return [name for item in items for name in re.findall(r"`([A-Z]\w+)`", item)]


def test_every_request_is_listed_once_and_no_other() -> None:
    assert sorted(listed("Requests")) == sorted([*REQUESTS, *REFUSED])


def test_every_event_is_listed_once_and_no_other() -> None:
    assert sorted(listed("Events")) == sorted(NAMES)


def test_the_limits_are_those_that_hold() -> None:
    rows = dict(re.findall(r"^\| (.+?) \| (.+) \|$", TEXT.split("## Limits")[1], re.MULTILINE))
    assert rows["clients at once"].startswith(f"{server.CLIENTS_MOST}, of which {server.STRANGERS_MOST} ")
    assert rows["a message"].startswith(f"{server.MESSAGE_MOST // 1024} KiB")
    assert rows["until Identify"].startswith(f"{session.IDENTIFY_S:g} s")
    assert rows["requests of a client, those of batches each"].startswith(
        f"{session.RATE:g} a second, {session.BURST:g} at once"
    )
    assert rows["commands that wait for the mixer's answer"].startswith(f"{session.IN_FLIGHT_MOST};")
    assert f"after {session.STUCK_S:g} s" in rows["a client that does not read"]
