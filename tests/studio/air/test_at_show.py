"""Who is at a show."""

from __future__ import annotations

from studio.air.at_show import PEOPLE_MOST, together


def test_everybody_is_told_once_with_the_highest_role_they_are_here_with() -> None:
    here = [{"name": "Li", "role": "viewer"}, {"name": "Ada", "role": "director"}, {"name": "Li", "role": "producer"}]
    assert together(here) == [{"name": "Ada", "role": "director"}, {"name": "Li", "role": "producer"}]


def test_what_is_no_person_is_left_out() -> None:
    assert together([{"name": "", "role": "viewer"}, {"name": "Eve", "role": "queen"}, {}]) == []


def test_a_crowd_is_told_of_as_far_as_it_helps() -> None:
    crowd = [{"name": f"Viewer {n:03}", "role": "viewer"} for n in range(200)] + [{"name": "Ada", "role": "director"}]
    assert len(together(crowd)) == PEOPLE_MOST and together(crowd)[0]["name"] == "Ada"
