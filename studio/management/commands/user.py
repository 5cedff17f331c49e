from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from studio.errors import Refused
from studio.people import invitations, members, users
from studio.people.links import base_url
from studio.people.models import Role
from studio.people.names import plain, shown_name, user_name
from studio.shows.models import Show

NO_ROLE = "none"


class Command(BaseCommand):
    """List, invite, make, change and remove the people of the studio."""

    help = "People of the studio: list, invite, add, change, remove them, give them roles and new passwords."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", help="the address of the studio in links, such as https://tally.example")
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list | invite | add | role | change | …")
        verbs.add_parser("list", help="everybody, and the invitations nobody has accepted yet")
        self._of_invite(verbs.add_parser("invite", help="print a link that makes whoever opens it a member, once"))
        add = verbs.add_parser("add", help="make an account; its password is in TALLY_PASSWORD, or a link printed")
        add.add_argument("user", help="the name to sign in with")
        add.add_argument("--name", default="", help="what others read")
        add.add_argument("--email", default="")
        add.add_argument("--admin", action="store_true")
        role = verbs.add_parser("role", help="give a user a role in a show, or take it")
        role.add_argument("user")
        role.add_argument("show", help="the id of the show")
        role.add_argument("role", choices=[*Role.values, NO_ROLE])
        self._of_change(verbs.add_parser("change", help="rename, switch off or on, make an administrator or end that"))
        verbs.add_parser("password", help="print a link by which a user chooses a new password").add_argument("user")
        verbs.add_parser("remove", help="delete an account, and all that it gave").add_argument("user")

    def _of_invite(self, parser: CommandParser) -> None:
        parser.add_argument("--show", help="the id of the show")
        parser.add_argument("--role", choices=Role.values, default=Role.VIEWER)
        parser.add_argument("--admin", action="store_true", help="to be an administrator, instead of --show")
        parser.add_argument("--label", default="", help="whom it is meant for")
        parser.add_argument("--days", type=float, default=7.0)

    def _of_change(self, parser: CommandParser) -> None:
        parser.add_argument("user")
        parser.add_argument("--name", dest="shown", help="what others read")
        for name, field, yes, no in (("state", "active", "on", "off"), ("rights", "staff", "admin", "no-admin")):
            group = parser.add_argument_group(name).add_mutually_exclusive_group()
            group.add_argument(f"--{yes}", dest=field, action="store_const", const=True)
            group.add_argument(f"--{no}", dest=field, action="store_const", const=False)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = getattr(self, f"do_{options['verb']}")(options)
        except Refused as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(said)

    def do_list(self, options: dict[str, Any]) -> str:
        return "\n".join([*map(line_of, User.objects.order_by("username")), *map(waiting_line, invitations.waiting())])

    def do_invite(self, options: dict[str, Any]) -> str:
        if bool(options["show"]) == options["admin"]:
            raise CommandError("an invitation has either --show ID or --admin")
        show = the_show(options["show"]) if options["show"] else None
        expires = timezone.now() + timedelta(days=options["days"])
        _, secret = invitations.invite(None, show, options["role"], label=plain(options["label"]), expires=expires)
        return self._link("join", secret, options)

    def do_add(self, options: dict[str, Any]) -> str:
        # From the environment: what stands on a command line can be read by everybody on the machine.
        password, name = os.environ.get("TALLY_PASSWORD", ""), user_name(options["user"])
        if password:
            validate_password(password, User(username=name))
        if options["email"]:
            validate_email(options["email"])
        user = users.make_user(
            None, name, shown=plain(options["name"]), email=options["email"], staff=options["admin"], password=password
        )
        return f"Made {name}." if password else self._password(user, options)

    def do_role(self, options: dict[str, Any]) -> str:
        user, show = users.user_named(options["user"]), the_show(options["show"])
        if options["role"] != NO_ROLE:
            members.give_role(None, user, show.pk, options["role"])
            return f"{user.username} is a {options['role']} of {show.name}."
        was = members.take_role(None, user, show.pk)
        return f"{user.username} is {'no longer' if was else 'not'} a member of {show.name}."

    def do_change(self, options: dict[str, Any]) -> str:
        changes = {name: options[name] for name in ("shown", "active", "staff") if options[name] is not None}
        if "shown" in changes:
            changes["shown"] = plain(changes["shown"])
        return line_of(users.change_user(None, users.user_named(options["user"]), changes))

    def do_password(self, options: dict[str, Any]) -> str:
        return self._password(users.user_named(options["user"]), options)

    def do_remove(self, options: dict[str, Any]) -> str:
        users.remove_user(None, users.user_named(options["user"]))
        return f"Removed {options['user']}."

    def _password(self, user: User, options: dict[str, Any]) -> str:
        return self._link("password", users.password_link(None, user), options)

    def _link(self, name: str, secret: str, options: dict[str, Any]) -> str:
        return (options["base"] or base_url()).rstrip("/") + reverse(name, args=[secret])


def the_show(pk: str) -> Show:
    show = Show.objects.filter(pk=pk).first()
    if show is None:
        raise CommandError(f"there is no show {pk}")
    return show


def line_of(user: User) -> str:
    """Such as `ada  Ada Holt  administrator  director of shw_…`."""
    roles = [f"{one.role} of {one.show_id}" for one in user.memberships.all()]  # type: ignore[attr-defined]
    state = [] if user.is_active else ["switched off"]
    said = state + (["administrator"] if user.is_staff else []) + roles
    return f"{user.username:<20}{shown_name(user):<24}{', '.join(said) or 'no show'}"


def waiting_line(row: Any) -> str:
    to = f"{row.role} of {row.show_id}" if row.show_id else "administrator"
    return f"(invited)           {row.label or row.email or 'somebody':<24}{to}, until {row.expires:%Y-%m-%d %H:%M} UTC"
