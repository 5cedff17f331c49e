"""Word errors, counted as usual."""

from tools.demo_pack.marking import marked


def test_case_and_punctuation_are_no_errors() -> None:
    assert marked(["Press", "one", "button,"], ["press", "One", "button"]).errors == 0


def test_words_missed_added_and_mistaken_are_errors() -> None:
    assert marked(["a", "b", "c"], ["a", "c"]).errors == 1
    assert marked(["a", "c"], ["a", "b", "c"]).errors == 1
    assert marked(["a", "b", "c"], ["a", "x", "c"]).errors == 1
    assert marked([], ["a"]).errors == 1


def test_agreeing_words_are_paired_across_errors() -> None:
    assert marked(["a", "b", "c"], ["x", "b", "y", "c"]).agreeing == [(1, 1), (2, 3)]
