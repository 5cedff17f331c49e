from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.people.links import OWNER, link_for, make_admin


class Command(BaseCommand):
    """Make a user who may do everything, and print a sign-in link."""

    help = "Make (or promote) an administrator. The password, if any, is read from TALLY_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default=OWNER)

    def handle(self, *args: Any, **options: Any) -> None:
        # From the environment: what stands on a command line can be read by everybody on the machine.
        password = os.environ.get("TALLY_PASSWORD")
        try:
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(link_for(make_admin(options["name"], password)))
