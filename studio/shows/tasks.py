"""Work on shows that may take a while, in Celery's `jobs` queue."""

from __future__ import annotations

from celery import shared_task

from studio.shows.removing import clear_deleted


@shared_task(name="studio.shows.clear_deleted", ignore_result=True)
def clear() -> None:
    """Remove the files of deleted shows."""
    clear_deleted()
