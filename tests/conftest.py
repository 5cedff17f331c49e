"""What every test can count on: Django's settings for tests, and a home that nobody else uses."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
