from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.people.links import link_for, owner


class Command(BaseCommand):
    """Print a fresh sign-in link."""

    help = "Print a link that signs in once within ten minutes: the studio's owner, or the user named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", nargs="?", help="who signs in; the owner without")
        parser.add_argument("--base", help="the address of the studio, such as https://tally.example")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(link_for(owner(options["user"]), options["base"]))
        except LookupError as error:
            raise CommandError(str(error)) from None
