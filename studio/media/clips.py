"""A stretch of a recording becomes a file of the library: done by a worker, cut by a child of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from studio.errors import Refused
from studio.library.intake import Arrived, check_room, clean_name, take_in
from studio.library.measuring import lines_of
from studio.library.models import Asset, Job, library
from studio.media.models import Recording
from studio.media.recordings import PartFile, parts_of
from studio.webhooks import outbox

TRIM = "trim"
SHORTEST_S = 0.04  # a picture
WITHIN_S = 3600
CLIPS_SHOWN = 5  # of a recording
Follow = Callable[[float], None]


def asked_for(row: Recording, part: int, start_s: float, end_s: float, name: str, owner: Any) -> Job:
    """The job of cutting a clip out of a part of a recording. Raises Refused for what is not in it, or has no room."""
    file = part_of(row, part)
    if not 0 <= start_s <= end_s - SHORTEST_S or end_s > file.seconds + 1:
        text = f"Expected a stretch of at least a picture within 0 and {file.seconds:.2f} s."
        raise Refused("bad_stretch", text, status=400)
    share = (end_s - start_s) / max(file.seconds, end_s)
    check_room(int(file.bytes * share))
    called = clean_name(name or f"{row.called} {_clock(start_s)}")
    spec = {"part": part, "start_s": start_s, "end_s": end_s, "owner": getattr(owner, "pk", None)}
    return Job.objects.create(kind=TRIM, recording=row, spec=spec | {"file": _mp4(called)}, name=called[:80])


def part_of(row: Recording, number: int) -> PartFile:
    """Raises Refused where the recording has no such part."""
    parts = parts_of(row)
    if not 1 <= number <= len(parts):
        raise Refused("no_part", f"{row.called} has no part {number}.", status=400)
    return parts[number - 1]


def _mp4(name: str) -> str:
    return name if name.lower().endswith(".mp4") else f"{name}.mp4"


def _clock(seconds: float) -> str:
    """Such as 0.12.05: a colon is no part of a file's name everywhere."""
    whole = int(seconds)
    return f"{whole // 3600}.{whole // 60 % 60:02}.{whole % 60:02}"


def cut(job: Job, follow: Follow, made: Callable[[Asset], None]) -> Asset:
    """Cut the clip and take it into the library; `made` is called in the transaction of its row. Raises Refused."""
    row, spec = job.recording, job.spec
    if row is None:
        raise Refused("gone", "The recording is gone.")
    path = library() / "cutting" / job.pk
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        copy(row.root / part_of(row, int(spec["part"])).file, path, spec["start_s"], spec["end_s"], follow)
        with Arrived(path, str(spec["file"])) as whole:
            return take_in(whole, _owner(spec), made)
    finally:
        path.unlink(missing_ok=True)


def _owner(spec: dict[str, Any]) -> Any:
    return None if spec["owner"] is None else get_user_model().objects.filter(pk=spec["owner"]).first()


def copy(source: Path, target: Path, start_s: float, end_s: float, follow: Follow) -> None:
    """Have `python -m mixer trim` write the stretch to a fresh file. Raises Refused in plain words."""
    out = os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with source.open("rb") as file:
            child = subprocess.Popen(
                [sys.executable, "-m", "mixer", "trim", str(out), f"{start_s:.6f}", f"{end_s:.6f}"],
                cwd=settings.BASE_DIR, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(out,),
            )  # fmt: skip
        _wait(child, follow)
    except FileNotFoundError:
        raise Refused("gone", "The recording is gone.") from None
    finally:
        os.close(out)


def _wait(child: subprocess.Popen[bytes], follow: Follow) -> None:
    deadline = threading.Timer(WITHIN_S, child.kill)
    deadline.start()
    try:
        with child:
            _follow(child, follow)
    finally:
        deadline.cancel()
        child.kill()


def _follow(child: subprocess.Popen[bytes], follow: Follow) -> None:
    for told in lines_of(child.stdout):
        if "error" in told:
            raise Refused("not_cut", str(told["error"])[:300])
        if "end_s" in told:
            return
        follow(min(1.0, max(0.0, float(told.get("progress", 0)))))
    raise Refused("not_cut", "The clip could not be cut: the work on it ended before it was done.")


@transaction.atomic
def done(job: Job, asset: Asset) -> None:
    """The clip is in the library."""
    Job.objects.filter(pk=job.pk).update(asset=asset, state=Job.State.DONE, progress=1.0, error="")
    if job.recording is not None:
        told = {"asset": asset.pk, "name": asset.name, "recording": job.recording.pk}
        outbox.keep("clip.ready", told, job.recording.show_id)
