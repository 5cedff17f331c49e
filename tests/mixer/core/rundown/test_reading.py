"""A compiled rundown is checked when it is read, and what is wrong is said in words."""

from typing import Any

import pytest

from mixer.core.rundown import read_rundown
from tests.mixer.core.rundown.makers import compiled, fixed, item, letters


def test_a_rundown_is_read_with_all_it_says() -> None:
    items = letters("a") | {"n": fixed("2026-11-22T20:00:00.5", late_s=3, backup="b", live=True), "b": item()}
    rundown = read_rundown(compiled(items, zone="Europe/Berlin", shuffle=7, fillers=["a"], standby={"scene": "s"}))
    assert rundown.items["n"].starts == ("2026-11-22T20:00:00.5",) and rundown.items["n"].joins
    assert rundown.standby is not None and rundown.standby.scene == "s" and rundown.shuffle == 7
    assert rundown.items["a"].content.show == {} and rundown.items["a"].content.source == "s"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"order": ["q"]}, "order: 'q' is not among the items"),
        ({"fillers": ["q"]}, "fillers: 'q' is not among the items"),
        ({"rounds": -1}, "rundown: rounds: expected 0 or more, found -1"),
        ({"rounds": True}, "rundown: rounds: expected a whole number, found bool"),
        ({"zone": "Mars/North"}, "zone: expected a time zone such as Europe/Berlin, found 'Mars/North'"),
        ({"at_end": "panic"}, "at_end: expected one of standby, stop, next, found 'panic'"),
        ({"items": []}, "items: expected an object, found list"),
        ({"items": {"a": item(length_s=-1)}}, "a: length_s: expected seconds, 0 or more, found -1"),
        ({"items": {"a": item(length_s=float("nan"))}}, "a: length_s: expected seconds"),
        ({"items": {"a": item(mode="later")}}, "a: mode: expected one of follow, fixed, insert, manual"),
        ({"items": {"a": item(backup="q")}}, "a: its backup 'q' is not among the items"),
        (
            {"items": {"a": fixed("20:00")}},
            "a: starts: expected local times such as 2026-11-22T20:00:00, found '20:00'",
        ),
        ({"items": {"a": fixed("2026-11-22T20:00:00+01:00")}}, "a: starts: expected local times"),
        ({"items": {"a": fixed("2026-11-22T20:00:00", "2026-11-22T20:00:00")}}, "a: starts: expected each after"),
    ],
)
def test_what_is_wrong_with_a_rundown_is_said(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError) as error:
        read_rundown(compiled(letters("a")) | change)
    assert text in str(error.value)


def test_a_rundown_has_at_most_a_thousand_items() -> None:
    with pytest.raises(ValueError, match="at most 1000 items, found 1001"):
        read_rundown(compiled({f"i{number}": item() for number in range(1001)}))


@pytest.mark.parametrize("value", [None, [], "run", {}])
def test_what_is_no_rundown_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_rundown(value)
