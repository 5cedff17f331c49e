from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from studio.errors import Refused
from studio.people import tokens
from studio.people.models import Role, Token
from studio.people.roles import Action
from studio.shows.models import Show


class Command(BaseCommand):
    """Print a new API token, which is shown this once; or end the tokens of a name."""

    help = "Make an API token and print it. Use it as: Authorization: Bearer TOKEN"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the token is for")
        parser.add_argument("--role", choices=Role.values, default=Role.VIEWER)
        parser.add_argument(
            "--rights", nargs="+", choices=list(Action), metavar="RIGHT", help="only these rights of the role's"
        )
        parser.add_argument("--show", help="the id of the one show it opens; all shows without")
        parser.add_argument("--days", type=float, help="how long it is good for; for ever without")

        parser.add_argument("--revoke", action="store_true", help="end all tokens of this name instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revoke"]:
            ended = list(Token.objects.filter(name=options["name"], revoked=None))
            for token in ended:
                tokens.end(None, token)
            self.stdout.write(f"revoked {len(ended)} token{'s'[: len(ended) != 1]} named {options['name']}")
            return
        show = Show.objects.filter(pk=options["show"]).first() if options["show"] else None
        if options["show"] and show is None:
            raise CommandError(f"there is no show {options['show']}")
        expires = timezone.now() + timedelta(days=options["days"]) if options["days"] else None
        try:
            made = tokens.give(None, options["name"], options["role"], show, expires, options["rights"] or ())
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(made[1])
