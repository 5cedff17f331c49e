"""Files of an archive become files of the library, unless it has the same ones already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from rest_framework.exceptions import ValidationError

from studio.archives.contents import Medium
from studio.archives.reading import Archive
from studio.errors import Refused
from studio.library import tasks
from studio.library.intake import Arrived, check_room, take_in, throw_away
from studio.library.models import Asset, Job, arriving
from studio.library.rows import FolderField
from studio.library.uses import uses_of

Follow = Callable[[int], None]


class Taking:
    """The asset of each medium by what the archive calls it, looked at as an upload is.

    What was new is thrown away again unless the block ends well. Raises Refused, OSError.
    """

    def __init__(self, archive: Archive, owner: Any, job_id: str, follow: Follow) -> None:
        self.archive, self.owner, self.follow = archive, owner, follow
        self._path = arriving() / f"{job_id}-unpacked"
        self._new: list[Asset] = []

    def __enter__(self) -> dict[str, str]:
        check_room(self.archive.media_bytes)
        try:
            return {medium.id: self._taken(medium).pk for medium in self.archive.media}
        except BaseException:
            self._let_go()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._let_go()

    def _taken(self, medium: Medium) -> Asset:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        try:
            self.archive.unpack(medium, self._path, self.follow)
            return the_same(medium) or self._kept(medium)
        finally:
            self._path.unlink(missing_ok=True)

    def _kept(self, medium: Medium) -> Asset:
        """Take it in and look at it now, not when the queue comes to it: what uses it is checked against that."""
        with Arrived(self._path, medium.name) as whole:
            asset = take_in(whole, self.owner, _to_look_at, folder_of(medium))
        self._new.append(asset)
        for job in asset.jobs.filter(kind=tasks.PROBE):
            tasks.run_probe(job.pk)
        asset.refresh_from_db()
        if asset.state == Asset.State.REFUSED:
            raise Refused("asset_refused", f"{asset.name} of the archive cannot be shown: {asset.refused_why}")
        return asset

    def _let_go(self) -> None:
        """Of what nobody has made use of meanwhile."""
        for asset in self._new:
            if not any(uses_of(asset)):
                Asset.objects.filter(pk=asset.pk).delete()
                throw_away(asset)


def the_same(medium: Medium) -> Asset | None:
    """The file of the library that has these very bytes; it may be called otherwise."""
    for asset in Asset.objects.exclude(state=Asset.State.REFUSED).order_by("created", "pk"):
        path = asset.original_path
        if path.is_file() and path.stat().st_size == medium.bytes and digest_of(path) == medium.sha256:
            return asset
    return None


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_look_at(asset: Asset) -> None:
    Job.objects.create(kind=tasks.PROBE, asset=asset)


def folder_of(medium: Medium) -> str:
    """Where it lay; the top, where nothing here can be called so."""
    try:
        return str(FolderField().run_validation(medium.folder)) if medium.folder else ""
    except ValidationError:
        return ""
