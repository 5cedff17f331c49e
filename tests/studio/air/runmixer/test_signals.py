"""What is wrong with what is there: told once, and only of what somebody may see or hear."""

from __future__ import annotations

from typing import Any

from studio.air.runmixer.signals import Signals, sources_on
from studio.air.runmixer.ways_out import WaysOut

SHOW = {"scenes": [{"id": "scn_two", "slots": {"left": "cam", "right": "guest"}}]}
NAMES = {"cam": "Camera 1", "guest": "Guest"}


def status(source: str = "cam", state: str = "live", sound: dict[str, float] | None = None, **health: float) -> Any:
    return {"sources": {source: {"state": state, "health": health}}, "sound": sound or {}}


def told(signals: Signals, one: Any, program: str = "cam", **desk: Any) -> list[tuple[str, str]]:
    found = signals.look(one, SHOW, {"program": program, "preview": "black"} | desk, NAMES)
    return [(event.code, event.text) for event in found]


def test_a_frozen_picture_on_program_is_told_once_and_so_is_its_end() -> None:
    signals = Signals()
    assert told(signals, status(frozen_s=14.0)) == []
    assert told(signals, status(frozen_s=15.0)) == [("frozen", "Camera 1 is frozen, for 15 s")]
    assert told(signals, status(frozen_s=16.0)) == []
    assert told(signals, status(frozen_s=0.0)) == [("signal_back", "Camera 1 moves again")]


def test_what_nobody_sees_may_be_dark_or_still() -> None:
    signals = Signals()
    assert told(signals, status(black_s=60.0, frozen_s=60.0), program="guest") == []
    assert [code for code, _ in told(signals, status(black_s=61.0), program="scn_two")] == ["black"]


def test_it_is_told_before_it_is_taken() -> None:
    assert told(Signals(), status(black_s=9.0), program="guest", preview="cam") == [
        ("black", "Camera 1 is black, for 9 s")
    ]


def test_silence_counts_where_the_source_is_to_be_heard() -> None:
    off = {"cam": {"mute": False, "mode": "off"}}
    assert told(Signals(), status(silent_s=30.0), sound=off) == []
    assert [code for code, _ in told(Signals(), status(silent_s=30.0))] == ["silent"]


def test_what_is_lost_is_not_frozen() -> None:
    assert told(Signals(), status(state="retrying", frozen_s=30.0, black_s=30.0)) == []


def test_a_source_that_is_gone_is_no_trouble_any_more() -> None:
    signals = Signals()
    told(signals, status(frozen_s=20.0))
    assert [code for code, _ in told(signals, {"sources": {}})] == ["signal_back"]


def test_a_silent_programme_is_told_unless_it_is_meant() -> None:
    silent = status(sound={"silent_s": 12.0, "limited": 0.0})
    assert told(Signals(), silent) == [("programme_silent", "The programme is silent, for 12 s")]
    assert told(Signals(), silent, ftb={"on": True}) == told(Signals(), silent, master={"mute": True}) == []


def test_a_programme_that_is_too_loud_is_told_until_it_is_clearly_not() -> None:
    signals = Signals()
    loud = [told(signals, status(sound={"silent_s": 0.0, "limited": share})) for share in (0.2, 0.5, 0.1, 0.0)]
    assert [[code for code, _ in one] for one in loud] == [[], ["clipping"], [], ["signal_back"]]


def test_a_scene_shows_its_slots_and_a_source_itself() -> None:
    desk = {"program": "scn_two", "preview": "cam"}
    assert sources_on(SHOW, desk, "program") == {"cam", "guest"}
    assert sources_on(SHOW, desk, "preview") == {"cam"}
    own = {"program": "inline-1", "inline": {"inline-1": {"slots": {"left": "guest"}}}}
    assert sources_on(SHOW, own, "program") == {"guest"}


def out(state: str, text: str = "", id: str = "dst_a") -> dict[str, Any]:
    return {"id": id, "name": "YouTube", "state": state, "text": text}


def test_a_destination_that_does_not_get_through_is_told_until_it_does() -> None:
    now = [0.0]
    ways = WaysOut(lambda: now[0])
    said = []
    for state in ("running", "retrying", "retrying", "waiting", "failed", "running"):
        now[0] += 2
        said += [(one.level, one.text, one.lasted_s) for one in ways.look([out(state, "refused")])]
    assert said == [("error", "YouTube: refused", None), ("info", "YouTube gets through again", 8.0)]


def test_a_destination_that_is_switched_off_or_deleted_is_no_trouble() -> None:
    for after in ([out("off")], []):
        ways = WaysOut()
        ways.look([out("failed")])
        assert [one.code for one in ways.look(after)] == ["destination_back"]
