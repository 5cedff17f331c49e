"""What of a rundown on air can still be edited."""

from __future__ import annotations

from typing import Any

import pytest

from studio.errors import Refused
from studio.models import Rundown, Show
from studio.rundowns import making
from studio.rundowns.edits import Terms, undo
from tests.studio.makers import a_show
from tests.studio.rundowns.makers import a_rundown, an_asset, clip, edit, ids, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the show's mixer tells of the rundown that runs."""
    told: dict[str, Any] = {}
    monkeypatch.setattr("studio.shows.air.seen", lambda show: {"rundown": told or None})
    return told


@pytest.fixture
def row(live: dict[str, Any]) -> Rundown:
    """One to five in their last round: two is on air, three is prepared."""
    show = a_show()
    Show.objects.update(wanted=True)
    asset = an_asset()
    made = a_rundown(Show.objects.get(pk=show.pk), *(clip(asset, name=name) for name in "12345"))
    _, two, three, four, _ = ids(made)
    live |= {"rundown": made.pk, "state": "playing", "round": 1, "now": {"item": two, "name": "2"}}
    live["next"] = [{"item": three, "name": "3", "state": "ready"}, {"item": four, "name": "4", "state": ""}]
    return made


def code_of(row: Rundown, *asked: dict[str, Any]) -> str:
    """The code with which an edit is refused; "" for one that is taken."""
    try:
        edit(row, *asked)
    except Refused as refused:
        return refused.code
    return ""


def test_what_has_played_stays(row: Rundown) -> None:
    one, two, _, four, _ = ids(row)
    new = {"op": "create", "items": [clip(an_asset("New"))]}
    assert code_of(row, {"op": "delete", "ids": [one]}) == "behind_the_playhead"
    assert code_of(row, {"op": "change", "ids": [one], "set": {"gain_db": 3}}) == "behind_the_playhead"
    assert code_of(row, {"op": "move", "ids": [four], "after": ""}) == "behind_the_playhead"
    assert code_of(row, {**new, "after": one}) == "behind_the_playhead"
    assert names(row) == list("12345")


def test_a_note_is_taken_anywhere(row: Rundown) -> None:
    assert code_of(row, {"op": "change", "ids": ids(row), "set": {"note": "good", "color": "#ff0000"}}) == ""


def test_what_is_prepared_stays_and_nothing_comes_before_it(row: Rundown) -> None:
    _, two, three, _, five = ids(row)
    assert code_of(row, {"op": "delete", "ids": [three]}) == "prepared"
    assert code_of(row, {"op": "change", "ids": [three], "set": {"fit": "cover"}}) == "prepared"
    assert code_of(row, {"op": "create", "items": [clip(an_asset("New"))], "after": two}) == "prepared"
    assert code_of(row, {"op": "move", "ids": [five], "after": two}) == "prepared"


def test_what_comes_later_can_be_edited(row: Rundown) -> None:
    _, _, three, four, five = ids(row)
    assert code_of(row, {"op": "move", "ids": [five], "after": three}) == ""
    assert code_of(row, {"op": "delete", "ids": [four]}) == ""


def test_what_is_on_air_for_the_last_time_plays_as_it_is(row: Rundown, live: dict[str, Any]) -> None:
    live["next"] = []
    _, two, *_, five = ids(row)
    assert code_of(row, {"op": "delete", "ids": [two]}) == "on_air"
    assert code_of(row, {"op": "change", "ids": [two], "set": {"duration_s": 3}}) == "on_air"
    assert code_of(row, {"op": "change", "ids": [two], "set": {"skip": True}}) == "on_air"
    assert code_of(row, {"op": "move", "ids": [two], "after": five}) == "on_air"
    assert names(row) == list("12345")
    with pytest.raises(Refused, match="2 is on air, in the last round: it plays as it is. Skip it or extend it"):
        edit(row, {"op": "delete", "ids": [two]})


def test_an_undo_does_not_take_away_what_is_on_air(row: Rundown, live: dict[str, Any]) -> None:
    edit(row, {"op": "create", "items": [clip(an_asset("New"), name="new")]})
    live |= {"now": {"item": ids(row)[-1], "name": "new"}, "next": []}
    with pytest.raises(Refused, match="new is on air"):
        undo(row.show_id, row.pk, Terms())


def test_the_next_airing_of_what_is_on_air_can_be_edited(row: Rundown, live: dict[str, Any]) -> None:
    _, two, *_, five = ids(row)
    edit(row, {"op": "settings", "set": {"rounds": 2}})
    assert code_of(row, {"op": "change", "ids": [two], "set": {"gain_db": 3}}) == ""
    daily = {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": "2026-11-22T20:00:00"}}
    edit(row, {"op": "change", "ids": [five], "set": {"start": daily}})
    live |= {"round": 2, "now": {"item": five, "name": "5"}, "next": []}
    assert code_of(row, {"op": "change", "ids": [five], "set": {"gain_db": 3}}) == ""
    assert code_of(row, {"op": "delete", "ids": [two]}) == "behind_the_playhead"
    assert code_of(row, {"op": "delete", "ids": [five]}) == "on_air"


def test_what_plays_again_can_be_edited_anywhere(row: Rundown, live: dict[str, Any]) -> None:
    edit(row, {"op": "settings", "set": {"rounds": 0}})
    assert code_of(row, {"op": "delete", "ids": ids(row)[:1]}) == ""
    edit(row, {"op": "settings", "set": {"rounds": 2}})
    assert code_of(row, {"op": "create", "items": [clip(an_asset("New"))], "after": ""}) == ""
    live["round"] = 2
    assert code_of(row, {"op": "create", "items": [clip(an_asset("Newer"))], "after": ""}) == "behind_the_playhead"


def test_an_undo_is_an_edit_too(row: Rundown, live: dict[str, Any]) -> None:
    *_, five = ids(row)
    edit(row, {"op": "change", "ids": [five], "set": {"fit": "cover"}})
    live["next"] = [{"item": five, "name": "5", "state": "opening"}]
    with pytest.raises(Refused, match="5 is prepared already"):
        undo(row.show_id, row.pk, Terms())


def test_what_is_nested_is_held_to_the_same(row: Rundown, live: dict[str, Any]) -> None:
    inner = a_rundown(row.show, clip(an_asset("In"), name="in"), name="Inner")
    edit(row, {"op": "create", "items": [{"content": {"kind": "rundown", "rundown": inner.pk}}]})
    [child] = ids(inner)
    live["next"] = [{"item": f"{ids(row)[-1]}-{child}", "name": "in", "state": "opening"}]
    assert code_of(inner, {"op": "change", "ids": [child], "set": {"fit": "cover"}}) == "prepared"


def test_a_rundown_on_air_is_not_removed_and_one_that_stopped_is_free(row: Rundown, live: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="on air"):
        making.remove(row.show_id, row.pk, None)
    live["state"] = "stopped"
    assert code_of(row, {"op": "delete", "ids": ids(row)[:1]}) == ""
    making.remove(row.show_id, row.pk, None)
