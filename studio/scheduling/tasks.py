"""What the clock does with schedules: shows that are off air are put there in time."""

from __future__ import annotations

from celery import shared_task

from studio.scheduling import files, off_air


@shared_task(name="studio.scheduling.put_on_air", ignore_result=True)
def put_on_air() -> None:
    """Put on air whose start is near, or was missed."""
    off_air.put_on_air()


@shared_task(name="studio.scheduling.recompile", ignore_result=True)
def recompile() -> None:
    """Work the next times of rules out anew."""
    files.time_passed()
