"""The journal: a few words an entry, and never many entries to go through."""

from mixer.core.rundown import Playout
from mixer.core.rundown.journal import AT_MOST, folded, restored
from mixer.core.rundown.state import written
from tests.mixer.core.rundown.makers import clock_at, item, letters, rundown_of
from tests.mixer.core.rundown.show import OnAir


def played(seconds: float) -> OnAir:
    show = OnAir(rundown_of(letters("abc", length_s=1) | {"i": item(2)}, rounds=0), clock_at("2026-11-22T00:00:00"))
    show.do("start")
    show.run_to(seconds)
    return show


def test_a_journal_begins_with_a_whole_state_and_has_another_after_a_hundred_entries() -> None:
    entries = played(150).entries
    whole = [index for index, entry in enumerate(entries) if "state" in entry]
    assert whole[:2] == [0, AT_MOST + 1]


def test_what_was_before_a_whole_state_may_go() -> None:
    show = played(150)
    newest = max(index for index, entry in enumerate(show.entries) if "state" in entry)
    assert restored(show.entries[newest:]) == restored(show.entries) == show.playout.state


def test_an_entry_says_what_changed_and_on_which_frame() -> None:
    show = played(3.5)
    show.do("hold", on=True)
    assert show.playout.journal() == [{"frame": 105, "set": {"held": True}}]
    assert show.playout.journal() == []


def test_what_failed_is_added_and_taken_away_by_name() -> None:
    show = played(3)
    show.playout.state.failed = {"x": "gone", "y": "slow"}
    entries = [*show.entries, *show.playout.journal()]
    show.playout.state.failed = {"y": "slow"}
    last = show.playout.journal()
    assert last[0]["set"] == {"failed": {"x": None}}
    assert folded([*entries, *last]) == written(show.playout.state)


LATER = ("came_from", "rate", "probe", "ahead", "series", "spot", "break_frame", "broke", "cued", "closed", "stopping")


def test_a_journal_of_the_build_before_is_gone_on_with() -> None:
    show = played(3.5)
    show.do("insert", item="i")
    show.run_to(4)
    whole = written(show.playout.state)
    before = [{"frame": 0, "state": {name: each for name, each in whole.items() if name not in (*LATER, "again")}}]
    del whole["stack"][0]["ahead"]
    playout = Playout(show.clock, show.rundown, before)
    playout.hear(show.engine.desk(show.frame), show.frame)
    playout.obey({"verb": "hold"}, show.frame)
    entries = [*before, *playout.journal()]
    assert playout.state.held and playout.state.stack and restored(entries) == playout.state
    playout.state.again = {"a": 2}
    assert restored([*entries, *playout.journal()]) == playout.state


def test_without_entries_nothing_runs() -> None:
    assert not restored([]).running
