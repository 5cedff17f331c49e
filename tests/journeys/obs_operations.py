"""Every operation on passwords of obs-websocket; what they open is in test_obs_air.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director


def has_obs_passwords(director: Director) -> None:
    """One is made, is listed without its text, and ends."""
    address = director.of_show("obs-passwords")
    made = director.post(address, {"name": "Panel", "role": "director"})
    [listed] = director.get(address)["results"]
    assert listed == {name: part for name, part in made.items() if name != "password"}
    director.delete(f"{address}/{made['id']}")
    assert director.get(address)["results"] == []
