"""What the clock does with rundowns: rules come to times for so many days ahead only, and days go by."""

from __future__ import annotations

from celery import shared_task

from studio.rundowns import files


@shared_task(name="studio.rundowns.recompile", ignore_result=True)
def recompile() -> None:
    """Compile those anew that have times by rule."""
    files.time_passed()
