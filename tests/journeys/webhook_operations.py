"""Every operation on webhooks, of a show and of all: a receiver hears of an edit from the studio's own workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.journeys.page_operations import PATIENCE_S
from tests.studio.webhooks.receiver import Receiver, receiving
from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director


def has_webhooks(director: Director) -> None:
    with receiving() as receiver:
        for address in (director.of_show("webhooks"), "webhooks"):
            tells(director, address, receiver)


def tells(director: Director, address: str, receiver: Receiver) -> None:
    """One is made, tried, told of an edit, asked to tell it again, given another secret, and deleted."""
    made = director.post(address, {"name": "Desk", "url": receiver.url, "kinds": ["show.edited"]})
    [listed] = director.get(address)["results"]
    assert made["secret"].startswith("whsec_") and listed["id"] == made["id"] and "secret" not in listed
    hook = f"{address}/{made['id']}"
    assert director.post(f"{hook}/test")["state"] == "delivered" and receiver.bodies[-1]["type"] == "test"
    director.patch(f"shows/{director.show}", {"name": f"Told by {made['id']}"})
    told = delivered(director, hook)
    director.post(f"{hook}/deliveries/{told['id']}/redeliver")
    until(lambda: receiver.ids.count(told["id"]) > 1, f"{told['id']} to come again", seconds=PATIENCE_S)
    assert director.get(f"{hook}/deliveries/{told['id']}")["type"] == "show.edited"
    assert director.post(f"{hook}/rotate")["secret"] != made["secret"]
    assert director.patch(hook, {"on": False})["on"] is False and director.get(hook)["on"] is False
    director.delete(hook)
    assert director.get(address)["results"] == []


def delivered(director: Director, hook: str) -> Any:
    """The delivery of an edit, once it has arrived."""

    def rows() -> list[Any]:
        asked = director.get(f"{hook}/deliveries", state="delivered", type="show.edited")
        return list(asked["results"])

    until(lambda: rows() != [], "an edit to be told", seconds=PATIENCE_S)
    return rows()[0]
