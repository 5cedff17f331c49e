from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from studio.api import document


class Command(BaseCommand):
    """Print the OpenAPI document: `manage.py openapi > docs/openapi.json`."""

    help = "Print the OpenAPI document of the API, as docs/openapi.json keeps it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document.text(), ending="")
