"""What becomes an event."""

from __future__ import annotations

from typing import Any

from studio.air.runmixer.events import Observer, names_of


def status(state: str = "live", late: int = 0, text: str = "live 1280×720 25 fps") -> dict[str, Any]:
    return {"sources": {"src_a": {"state": state, "text": text}}, "late": late}


def codes(observer: Observer, *statuses: dict[str, Any]) -> list[str]:
    return [event.code for one in statuses for event in observer.status(one, {"src_a": "Camera 1"})]


def test_a_source_is_lost_once_and_comes_back_once() -> None:
    lost, retrying = status("slate", text="no signal for 4 s"), status("retrying")
    assert codes(Observer(), status(), lost, lost, retrying, status(), status()) == ["source_lost", "source_back"]


def test_a_source_that_has_not_begun_is_not_lost() -> None:
    assert codes(Observer(), status("connecting"), status("waiting"), status("slate"), status()) == []


def test_an_event_names_the_source_in_the_director_s_words() -> None:
    observer = Observer()
    observer.status(status(), {"src_a": "Camera 1"})
    (event,) = observer.status(status("slate", text="no signal for 4 s"), {"src_a": "Camera 1"})
    assert event.text == "Camera 1: no signal for 4 s"


def test_the_page_of_an_overlay_goes_by_the_overlay_s_name() -> None:
    show = {"sources": [{"id": "cam", "name": "Camera"}], "overlays": [{"id": "ovl_1", "name": "Poll"}]}
    assert names_of(show) == {"cam": "Camera", "overlay-ovl_1": "Poll"}
    assert names_of({}) == {}


def test_late_frames_are_counted_together_and_not_told_every_second() -> None:
    time = [0.0]
    observer = Observer(now=lambda: time[0])
    told = []
    for late in (5, 7, 9):
        time[0] += 6.0
        told += [event.text for event in observer.status(status(late=late), {})]
    time[0] += 6.0
    told += [event.text for event in observer.status(status(late=9), {})]
    assert told == ["2 frames came late", "2 frames came late"]


def test_an_engine_that_was_late_before_we_looked_is_not_told_again() -> None:
    assert codes(Observer(), status(late=500)) == []


def overload(text: str, advice: str = "") -> dict[str, Any]:
    return status() | {"overload": {"text": text, "advice": advice}}


def test_an_overload_is_told_when_it_begins_when_more_is_given_up_and_when_it_is_over() -> None:
    time = [0.0]
    observer, told = Observer(now=lambda: time[0]), []
    for text in ("", "overloaded: a", "overloaded: a, b", "overloaded: a, b, c", "overloaded: a, b, c", "", ""):
        time[0] += 1.0
        told += [(event.text, event.cause, event.lasted_s) for event in observer.status(overload(text), {})]
    assert told == [
        ("overloaded: a", "overload", None),
        ("overloaded: a, b, c", "overload", None),
        ("no longer overloaded, after 4 s: everything is back", "overload", 4.0),
    ]


def test_an_overload_that_lasts_is_advised_on_once() -> None:
    observer = Observer()
    advised = [observer.status(overload("overloaded: a", "use superfast"), {}) for _ in range(3)]
    assert [event.text for events in advised for event in events] == ["overloaded: a", "use superfast"]


def test_a_source_that_comes_back_says_how_long_it_was_away() -> None:
    time = [0.0]
    observer = Observer(now=lambda: time[0])
    for one in (status(), status("slate")):
        observer.status(one, {})
    time[0] = 4.0
    (event,) = observer.status(status(), {})
    assert (event.cause, event.lasted_s) == ("source src_a", 4.0)


def edited(on_air: str, now: str) -> dict[str, Any]:
    """A source that was edited since program took it."""
    source = {"state": now, "text": now, "on_air": {"state": on_air, "text": on_air}}
    return {"sources": {"src_a": source}, "late": 0}


def test_losing_what_is_on_air_is_told_when_the_source_was_edited_since() -> None:
    observer, told = Observer(), []
    taken = status("live", text="live")
    for one in (status(), edited("live", "connecting"), edited("slate", "live"), edited("slate", "live"), taken):
        told += [(event.code, event.text, event.cause) for event in observer.status(one, {"src_a": "Camera 1"})]
    assert told == [
        ("source_lost", "Camera 1: slate", "source src_a"),
        ("source_back", "Camera 1: live", "source src_a"),
    ]


def test_losing_the_edited_source_before_it_is_taken_is_told_apart() -> None:
    observer, told = Observer(), []
    for one in (status(), edited("live", "live"), edited("live", "slate"), edited("live", "live")):
        told += [(event.text, event.cause) for event in observer.status(one, {"src_a": "Camera 1"})]
    cause = "source src_a edited"
    assert told == [("Camera 1, as edited: slate", cause), ("Camera 1, as edited: live", cause)]


def test_losing_a_deleted_source_that_is_on_air_is_told_by_its_name() -> None:
    observer = Observer()
    observer.status(status(), {"src_a": "Camera 1"})
    observer.status(status(), {})
    (event,) = observer.status(status("slate", text="no signal for 4 s"), {})
    assert event.text == "Camera 1: no signal for 4 s"
