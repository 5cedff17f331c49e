"""An edit of a long rundown, over the API: asked, checked, stored with its way back, compiled, on disk, answered."""

from __future__ import annotations

import gc
import os
import random
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tests.bench.figure import Figure

ITEMS, EDITS = 1000, 60


def rundown_edit_ms() -> Iterator[Figure]:
    """Moves, deletions, changes of an item and of settings, in a rundown of mixed kinds; in a database on disk."""
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as home:
        os.environ |= {"TALLY_HOME": home, "DJANGO_SETTINGS_MODULE": "studio.settings", "TALLY_API_RATE": "1000000/min"}
        took = _measured()
    about = {"p50": round(took[EDITS // 2]), "worst": round(took[-1]), "items": ITEMS, "edits": EDITS}
    yield Figure("rundown_edit_ms", round(took[int(0.95 * EDITS)]), "ms", "< 100", about)


def _measured() -> list[float]:
    """The milliseconds of each edit, sorted."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    client, address = _long_rundown()
    rng, took = random.Random(7), []
    import_module("studio.urls")
    gc.freeze()  # as the server does when it has loaded all it needs
    for number in range(-1, EDITS):  # the first finds modules that are not loaded yet
        ids = [item["id"] for item in client.get(address).json()["items"]]
        began = time.perf_counter()
        answer = client.post(f"{address}/edit", {"ops": [_op(rng, ids, number)]}, format="json")
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.content
    return sorted(took[1:])


def _long_rundown() -> tuple[Any, str]:
    """A client, and the address of a rundown of files, breaks, stills and daily times."""
    from studio.models import Asset
    from tests.studio.makers import a_show, client_of
    from tests.studio.rundowns.makers import a_rundown, address, an_asset, clip

    show = a_show()
    files = [an_asset(f"Clip {number}", duration_s=20.0 + number) for number in range(ITEMS // 2)]
    still = an_asset("Still", Asset.Kind.IMAGE, None)
    items = [clip(files[number % len(files)], in_s=1, note=f"Line {number}") for number in range(ITEMS - 1)]
    items[49::50] = [{**item, "start": _daily(hour)} for hour, item in enumerate(items[49::50])]
    items[7::20] = [clip(still, duration_s=10) for _ in items[7::20]]
    return client_of("producer", show), address(a_rundown(show, *items, zone="Europe/Berlin", loudness_lufs=-23))


def _daily(number: int) -> dict[str, Any]:
    start = f"2026-11-22T{number % 24:02d}:00:00"
    return {"mode": "fixed", "rule": {"rrule": "FREQ=DAILY", "start": start}}


def _op(rng: random.Random, ids: list[str], number: int) -> dict[str, Any]:
    one, after = rng.sample(ids, 2)
    match number % 4:
        case 0:
            return {"op": "move", "ids": [one], "after": after}
        case 1:
            return {"op": "delete", "ids": [one]}
        case 2:
            return {"op": "change", "ids": [one], "set": {"gain_db": -3, "note": "Louder"}}
    return {"op": "settings", "set": {"name": f"Night {number}"}}
