"""Every operation on rundowns, once, for the journey through all of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.waiting import until

if TYPE_CHECKING:
    from tests.journeys.test_every_operation import Director

Row = dict[str, Any]
PATIENCE_S = 60.0
ITEMS = 8  # the last are not open yet when the first plays


def lines_up(director: Director, asset: str) -> None:
    """A rundown is made, edited, taken back, taken in again, planned and given out; another one is removed."""
    address = director.of_show("rundowns")
    gone = director.post(address, {"name": "For a moment"})["id"]
    assert director.patch(f"{address}/{gone}", {"name": "Changed"})["name"] == "Changed"
    director.delete(f"{address}/{gone}")
    clip = {"content": {"kind": "asset", "asset": asset, "in_s": 1, "out_s": 4}}
    run = director.post(address, {"name": "Loop", "rounds": 0, "breaks": {"items": [clip]}})["id"]
    assert [one["id"] for one in director.get(address)["results"]] == [run]
    made = director.post(f"{address}/{run}/edit", {"ops": [{"op": "create", "after": "end", "items": [clip] * ITEMS}]})
    assert len(made["items"]) == ITEMS
    director.post(f"{address}/{run}/undo")
    assert director.get(f"{address}/{run}")["items"] == []
    director.post(f"{address}/{run}/redo")
    assert [one["id"] for one in director.get(f"{address}/{run}")["items"]] == [one["id"] for one in made["items"]]
    plan = director.get(f"{address}/{run}/plan", at="2026-11-22T12:00:00Z", hours=1)["occurrences"]
    assert [one["item"] for one in plan[:ITEMS]] == [one["id"] for one in made["items"]]
    listed = director.client.get(f"{address}/{run}/export", params={"format": "csv"}).raise_for_status().text
    director.client.post(
        f"{address}/{run}/import", params={"format": "csv"}, json={"text": listed, "replace": True}
    ).raise_for_status()
    assert len(director.get(f"{address}/{run}")["items"]) == ITEMS
    keeps_a_day(director, address, clip)


def keeps_a_day(director: Director, address: str, clip: dict[str, Any]) -> None:
    """A day of another rundown is kept, and laid on the next day."""
    run = director.post(address, {"name": "Days"})["id"]
    timed = {**clip, "start": {"mode": "fixed", "at": "2026-11-28T20:00:00"}}
    director.post(f"{address}/{run}/edit", {"ops": [{"op": "create", "after": "end", "items": [timed]}]})
    template = director.post(f"{address}/{run}/keep-day", {"date": "2026-11-28", "name": "Saturday"})["id"]
    laid = director.post(f"{address}/{run}/lay-day", {"date": "2026-11-29", "template": template})["items"]
    assert [one["start"]["at"] for one in laid] == ["2026-11-29T20:00:00"]
    for each in (run, template):
        director.delete(f"{address}/{each}")


def takes_back(director: Director) -> None:
    """An edit of the show itself is undone and done again; a scene is made with its layout."""
    made = director.post(director.of_show("arrange"), {"name": "Arranged", "slots": [{"name": "main"}]})
    assert director.get(director.of_show("undo"))["undo"]["changes"][-1]["id"] == made["scene"]["id"]
    director.post(director.of_show("undo"))
    before = director.get(f"shows/{director.show}")["name"]
    director.patch(f"shows/{director.show}", {"name": "Another name"})
    director.post(director.of_show("undo"))
    assert director.get(f"shows/{director.show}")["name"] == before
    director.post(director.of_show("redo"))
    assert director.get(f"shows/{director.show}")["name"] == "Another name"


def runs(director: Director) -> None:
    """It plays by itself, obeys, gives way to a director and goes on; what it played is listed."""
    [run] = [one["id"] for one in director.get(director.of_show("rundowns"))["results"]]
    items = [one["id"] for one in director.get(director.of_show(f"rundowns/{run}"))["items"]]
    director.command("rundown_start", rundown=run)
    until_on(director, items[0])
    director.command("rundown_extend", seconds=600)
    director.command("rundown_hold", on=True)
    assert told(director)["state"] == "held"
    director.command("rundown_hold", on=False)
    director.command("rundown_skip")
    until_on(director, items[1])
    director.command("rundown_jump", item=items[-1])
    director.command("rundown_unskip")
    director.command("rundown_jump", item=items[2])
    until_on(director, items[2])
    director.command("rundown_break")
    [spot] = director.get(director.of_show(f"rundowns/{run}"))["breaks"]["items"]
    until_on(director, f"breaks-{spot['id']}")
    director.command("rundown_insert", item=items[0])
    until_on(director, items[0])
    assert director.get(director.of_show("now-next"))["now"]["item"] == items[0]
    assert director.client.get(director.of_show("guide.xml")).raise_for_status().text.startswith("<?xml")
    director.command("standby")
    assert not told(director)["has_programme"]
    director.command("rundown_hand_back", where="left")
    until(lambda: told(director)["has_programme"], "the programme to be handed back", seconds=PATIENCE_S)
    director.command("rundown_stop")
    until(lambda: told(director)["state"] == "stopped", "the rundown to stop", seconds=PATIENCE_S)
    until(lambda: len(director.get(director.of_show("as-run"))["results"]) >= 3, "the as-run log", seconds=PATIENCE_S)


def told(director: Director) -> Row:
    return dict(director.status["rundown"] or {"state": "stopped", "has_programme": False})


def until_on(director: Director, item: str) -> None:
    def shown() -> bool:
        on_air = director.status["desk"]["rundown"]["on_air"]
        return bool(on_air and on_air["item"] == item)

    until(shown, f"{item} on air", seconds=PATIENCE_S)
