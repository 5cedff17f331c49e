"""`TALLY_HOME/shows/ID/rundowns/RUN.json`: compiled rundowns on disk, never older than an edit that was answered."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from mixer.protocol import locks
from mixer.protocol.files import write_whole
from studio.rundowns.compile import compiled
from studio.rundowns.known import Known, known_of
from studio.rundowns.models import Rundown
from studio.rundowns.naming import PARTS, RULE, naming
from studio.shows.files import folder_of
from studio.shows.models import Show

log = logging.getLogger(__name__)


def path_of(show_id: str, rundown_id: str) -> Path:
    return folder_of(show_id) / "rundowns" / f"{rundown_id}.json"


def write(row: Rundown, value: dict[str, Any], known: Known) -> None:
    """Put a compiled rundown on disk, unless it was deleted, or has a newer revision: whoever made that writes it.

    It is compiled anew where what is `known` is another by now: whoever changed it may not have seen this revision.
    A disk that refuses keeps the older file; the clock compiles it again within the hour.
    """
    try:
        with _turn(row):
            if known.is_as_it_was():
                return _write(row, value)
    except OSError as error:
        return log.warning("the rundown %s could not be written: %s", row.pk, error)
    recompile(row)


def _turn(row: Rundown) -> AbstractContextManager[None]:
    """Whoever writes rundowns of a show meanwhile waits."""
    return locks.in_turn(path_of(row.show_id, row.pk).parent / ".rundowns.lock")


def _write(row: Rundown, value: dict[str, Any]) -> None:
    if row.template:
        return _unlink(row)  # nobody can start what is not there
    stored = Rundown.objects.filter(pk=row.pk).values_list("revision", flat=True).first()
    if stored is not None and stored <= value["revision"]:
        write_whole(path_of(row.show_id, row.pk), _as_json(value), 0o640)


def _as_json(value: dict[str, Any]) -> bytes:
    """A megabyte, written while somebody waits: nothing in it can contain itself."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, check_circular=False).encode()


def recompile(row: Rundown) -> None:
    """Compile a stored rundown anew: something that it names is not what it was.

    It is read when its turn to be written has come, so that what is written last is what was read last.
    """
    found = None
    try:
        with _turn(row):
            found = Rundown.objects.select_related("show").filter(pk=row.pk).first()
            if found:
                _write(found, _compiled(found))
    except OSError as error:
        log.warning("the rundown %s could not be written: %s", row.pk, error)
    if found:  # outside of the turn, because it may wait for an edit
        same = Rundown.objects.filter(pk=found.pk, revision=found.revision)
        same.exclude(length_s=found.length_s).update(length_s=found.length_s)


def _compiled(row: Rundown) -> dict[str, Any]:
    known = known_of(row.show)
    known.fetch_row(row)
    return compiled(row, known)


def remove(row: Rundown) -> None:
    """Take a compiled rundown off the disk, after whoever compiles it just now: nobody starts what was deleted."""
    try:
        with _turn(row):
            _unlink(row)
    except OSError as error:
        log.warning("the file of the rundown %s could not be removed: %s", row.pk, error)


def _unlink(row: Rundown) -> None:
    path_of(row.show_id, row.pk).unlink(missing_ok=True)


# -- whom a change concerns ------------------------------------------------------------------------


def outer_of(row: Rundown) -> list[Rundown]:
    """The rundowns that have this one in them, at whatever depth."""
    found: dict[str, Rundown] = {}
    waiting = [row.pk]
    while waiting:
        outer = [
            one for one in naming("rundown", waiting.pop()).filter(show=row.show_id) if one.pk not in {row.pk, *found}
        ]
        found |= {one.pk: one for one in outer}
        waiting += [one.pk for one in outer]
    return list(found.values())


def write_outer(row: Rundown) -> None:
    """Compile those anew that have this one in them."""
    _recompile(outer_of(row))


def asset_changed(asset_id: str) -> None:
    """A file that was looked at, measured or deleted: what plays it is compiled anew."""
    _recompile_with_outer(naming("asset", asset_id).defer("items"))
    _recompile(Rundown.objects.filter(show__standby__asset=asset_id).defer("items"))


def time_passed() -> None:
    """What comes by rule is told for so many days ahead."""
    _recompile_with_outer(naming(*RULE).defer("items"))


def show_changed(show_id: str, *, standby: bool = False) -> None:
    """Scenes or sources may be others, or the `standby` is: what stands on them is compiled anew.

    Every rundown has the standby in it.
    """
    rows = Rundown.objects.filter(show=show_id).defer("items")
    falls_back_to = set(Show.objects.filter(pk=show_id).values_list("standby", flat=True).first() or ())
    if not standby and falls_back_to.isdisjoint(PARTS):
        rows = rows.filter(named__kind__in=(*PARTS, "rundown")).distinct()
    _recompile(rows)


def _recompile_with_outer(rows: Iterable[Rundown]) -> None:
    all_of_them = {row.pk: row for row in rows}
    for row in list(all_of_them.values()):
        all_of_them |= {one.pk: one for one in outer_of(row)}
    _recompile(all_of_them.values())


def _recompile(rows: Iterable[Rundown]) -> None:
    """What made this necessary is done: a rundown that cannot be compiled keeps neither that nor the others."""
    for row in rows:
        try:
            recompile(row)
        except Exception:  # of whatever a row of years ago or a database does
            log.exception("the rundown %s could not be compiled anew", row.pk)
