"""A rehearsal ends once: what was noted, what the database says and which of them is older."""

from pathlib import Path

from studio.air.runmixer.rehearsal import Rehearsal, note


def begun(kept: Path, *, adopting: bool = False) -> Rehearsal:
    made = Rehearsal(kept)
    made.begin(adopting=adopting)
    return made


def test_a_show_goes_out_while_the_database_says_nothing_unless_it_was_started_as_a_rehearsal(tmp_path: Path) -> None:
    assert not begun(tmp_path / "run" / "note").closed
    note(tmp_path / "run" / "note", True)
    one = begun(tmp_path / "run" / "note")
    assert one.closed
    assert one.hear(False) and not one.closed


def test_a_rehearsal_stays_closed_until_somebody_ends_it(tmp_path: Path) -> None:
    one = begun(tmp_path / "note")
    assert not one.hear(True) and not one.hear(True) and one.closed
    one.end()
    assert not one.closed


def test_what_was_read_before_the_show_went_on_air_does_not_close_it_again(tmp_path: Path) -> None:
    one = begun(tmp_path / "note")
    one.hear(True)
    one.end()
    assert not one.hear(True) and not one.closed


def test_the_next_runmixer_goes_on_as_the_last_one_noted(tmp_path: Path) -> None:
    kept = tmp_path / "note"
    begun(kept).hear(True)
    assert begun(kept, adopting=True).closed
    begun(kept, adopting=True).end()
    later = begun(kept, adopting=True)
    assert not later.closed and not later.hear(True) and not later.closed


def test_the_database_may_end_a_rehearsal_that_goes_on(tmp_path: Path) -> None:
    kept = tmp_path / "note"
    begun(kept).hear(True)
    assert begun(kept, adopting=True).hear(False)


def test_a_note_of_an_earlier_airing_opens_no_rehearsal(tmp_path: Path) -> None:
    kept = tmp_path / "note"
    begun(kept).hear(False)
    one = begun(kept)
    assert not one.hear(True) and one.closed


def test_an_engine_that_nobody_noted_anything_about_is_on_air(tmp_path: Path) -> None:
    assert not begun(tmp_path / "note", adopting=True).closed
    (tmp_path / "note").write_text("not json")
    assert not begun(tmp_path / "note", adopting=True).closed
