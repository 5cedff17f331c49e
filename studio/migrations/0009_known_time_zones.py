"""Clocks whose time zone nobody knows showed UTC; now they say so, because such a zone is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import migrations

from mixer.protocol.basics import is_zone
from mixer.protocol.files import write_whole


def mended(part: dict[str, Any]) -> bool:
    """Put UTC in the place of an unknown zone; whether there was one."""
    if part.get("kind") != "clock" or is_zone(str(part.get("zone", "UTC"))):
        return False
    part["zone"] = "UTC"
    return True


def mend_file(path: Path) -> None:
    """The same in the show file that the mixer starts from."""
    try:
        show = json.loads(path.read_text())
        parts = [one["input"] for one in show["sources"]] + [one["content"] for one in show["overlays"]]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if any([mended(part) for part in parts]):
        write_whole(path, json.dumps(show, indent=1).encode(), 0o640)


def mend(apps: Any, schema_editor: Any) -> None:
    for model, column in (("Source", "input"), ("Overlay", "content")):
        for row in apps.get_model("studio", model).objects.iterator():
            if mended(getattr(row, column)):
                row.save(update_fields=[column])
                mend_file(Path(settings.TALLY_HOME) / "shows" / row.show_id / "show.json")


class Migration(migrations.Migration):
    dependencies = [("studio", "0008_start")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
