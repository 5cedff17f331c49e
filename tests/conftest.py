"""What every test can count on: Django's settings for tests, and a home that nobody else uses."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

# How long an example takes says something about the machine, not about the code.
settings.register_profile("tally", deadline=None)
settings.load_profile("tally")
LONGEST_NAME = 64


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys of a file stay in one process: they share what takes longest to set up, a studio or a browser."""
    for item in items:
        if item.get_closest_marker("journey") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_make_parametrize_id(val: object) -> str | None:
    """What is long is named by its length or its beginning: made anew in each process, some of it differs in bytes."""
    if isinstance(val, bytes) and len(val) > LONGEST_NAME:
        return f"{len(val)} bytes"
    if isinstance(val, str) and len(val) > LONGEST_NAME:
        return f"{val[:24]}…"
    return None
