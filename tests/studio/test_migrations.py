"""The migrations say what the models say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_every_change_of_a_model_has_its_migration(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    env = {**os.environ, "TALLY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    done = subprocess.run(command, cwd=Path(__file__).parents[2], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
