"""Which JSON is taken from strangers."""

from __future__ import annotations

import pytest

from studio.jsonin import DEPTH_MOST, BadJson, read_json


def test_json_as_deep_as_may_be_is_read_and_one_deeper_is_not() -> None:
    def nested(depth: int) -> str:
        return "[" * depth + '"text"' + "]" * depth

    assert read_json(nested(DEPTH_MOST))
    with pytest.raises(BadJson) as refused:
        read_json(nested(DEPTH_MOST + 1))
    assert refused.value.code == "too_deep"


@pytest.mark.parametrize("text", [r'"\u0000"', r'{"\ud800": 1}', r'[["\udfff"]]'])
def test_text_that_no_database_takes_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(BadJson) as refused:
        read_json(text)
    assert refused.value.code == "bad_text"


@pytest.mark.parametrize("text", ["1e999", '{"a": [-1e999]}', "9223372036854775808", f'[{{"a": -1{"0" * 400}}}]'])
def test_a_number_that_nothing_could_work_with_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(BadJson) as refused:
        read_json(text)
    assert refused.value.code == "bad_number"


def test_the_largest_number_that_can_be_stored_is_taken() -> None:
    assert read_json("[9223372036854775807, -9223372036854775808, 1e308, true]")


def test_characters_beyond_the_basic_plane_are_taken() -> None:
    assert read_json(r'"\ud83d\ude00"') == "😀"
