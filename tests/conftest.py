"""What every test can count on: Django's settings for tests, and a home that nobody else uses."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

# How long an example takes says something about the machine, not about the code.
settings.register_profile("tally", deadline=None)
settings.load_profile("tally")
