"""Where a line's clusters end, and what it costs to know."""

from __future__ import annotations

import pytest

from mixer.text import shaping
from mixer.text.shaping import EMOJI_EM, Shaped, edges_of, length, shaped, stretches

WORDS = "The quick harbour pilot leaves at dawn, "
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"


def laid(text: str, language: str = "en") -> Shaped:
    return shaped(text, language, "", "Regular", 48)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The characters of each text that was measured."""
    seen: list[int] = []

    def counted(font: object, text: str, rtl: bool, language: str) -> float:
        seen.append(len(text))
        return length(font, text, rtl, language)  # type: ignore[arg-type]

    monkeypatch.setattr(shaping, "length", counted)
    return seen


def test_a_line_is_measured_once_whatever_its_length(asked: list[int]) -> None:
    laid(WORDS * 10)
    assert asked == [len(WORDS) * 10]


@pytest.mark.parametrize("text", [WORDS * 5, LONG_WORD * 5, "港口的船在黎明时分离开" * 10, "الميناء في الفجر " * 8])
def test_a_line_twice_as_long_has_twice_as_much_measured_for_its_edges(text: str, asked: list[int]) -> None:
    once, twice = laid(text), laid(text + text)
    asked.clear()
    _ = once.edges
    first = sum(asked)
    asked.clear()
    _ = twice.edges
    assert first < sum(asked) <= 2.2 * first


@pytest.mark.parametrize("text", ["The quick harbour pilot, AVAST!", "港口的船", "الميناء في الفجر", "fin 🎉🎉 end"])
def test_edges_lie_where_the_letters_before_them_end(text: str) -> None:
    line = laid(text)
    for run in line.runs:
        scale = EMOJI_EM * 48 / 109 if run.face.is_emoji else 1.0
        exact = [
            scale * length(run.face.at(48), "".join(run.clusters[: n + 1]), run.rtl, "en")
            for n in range(len(run.clusters))
        ]
        exact = [run.width - one for one in reversed(exact)] if run.rtl else exact
        assert edges_of(run, "en", 48) == pytest.approx(exact, abs=1.5)
    assert max(line.edges) == pytest.approx(line.width) or line.rtl


def test_stretches_together_are_the_line() -> None:
    clusters = tuple(WORDS + LONG_WORD)
    found = stretches(clusters)
    assert sum(map(tuple, found), ()) == clusters
    assert max(map(len, found)) == 24 and not stretches(())
