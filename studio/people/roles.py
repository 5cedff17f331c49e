"""Who may do what: the one place that decides, for REST, WebSocket and media alike."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from studio.people.models import Given, Membership, Role, Token
from studio.shows import air
from studio.shows.models import Show

Who = AbstractBaseUser | AnonymousUser | Token
RANK = {"": 0, Role.VIEWER: 1, Role.PRODUCER: 2, Role.DIRECTOR: 3}


class Action(StrEnum):
    """What can be asked for. Without a show, `view` is to list one's shows and `create` to make one.

    `carry` is to run a rundown: start, skip, jump, hold, insert, hand over.
    """

    VIEW = "view"
    EDIT = "edit"
    OPERATE = "operate"
    CARRY = "carry"
    MANAGE = "manage"
    CREATE = "create"


NEEDED = {
    Action.VIEW: Role.VIEWER,
    Action.EDIT: Role.PRODUCER,
    Action.OPERATE: Role.DIRECTOR,
    Action.CARRY: Role.DIRECTOR,
    Action.MANAGE: Role.DIRECTOR,
    Action.CREATE: Role.DIRECTOR,
}


def allowed(who: Any, show: Show | str | None, action: Action | str) -> bool:
    """Whether `who` (a user or a token) may do `action` in `show` (a show, its id, or None for no show in particular).

    Staff may do everything. Whoever is not known, and whatever is not listed, is refused.
    """
    if action not in NEEDED or not getattr(who, "is_authenticated", False):
        return False
    role = role_in(who, show)
    return may(role, Action(action)) or (action == Action.CARRY and role == Role.PRODUCER and is_shared(show))


def role_in(who: Any, show: Show | str | None) -> str:
    """The role of `who` in a show; "" when there is none. Staff are directors everywhere.

    A token never does more than whoever gave it may do now.
    """
    if isinstance(who, Token):
        return min(_token_role(who, _id(show)), _giver_role(who, show), key=RANK.__getitem__)
    if not who.is_active:
        return ""
    if who.is_staff:
        return Role.DIRECTOR
    if show is None:
        return Role.VIEWER
    found = Membership.objects.filter(user=who.pk, show=_id(show)).values_list("role", flat=True)
    return next(iter(found), "")


def roles_in(people: Iterable[Any], show: str) -> list[str]:
    """`role_in` for many people (None is nobody) in as many questions as for one."""
    people = list(people)
    owners = (who.giver if isinstance(who, Token) else who for who in people)
    users = {who.pk for who in owners if who is not None}
    members = dict(Membership.objects.filter(user__in=users, show=show).values_list("user", "role")) if users else {}
    return [_role_among(members, who, show) for who in people]


def _role_among(members: dict[Any, str], who: Any, show: str) -> str:
    if who is None:
        return ""
    if isinstance(who, Token):
        giver = Role.DIRECTOR if who.giver is None else _role_among(members, who.giver, show)
        return min(_token_role(who, show), giver, key=RANK.__getitem__)
    if not who.is_active:
        return ""
    return Role.DIRECTOR if who.is_staff else members.get(who.pk, "")


def may(role: str, action: Action, *, shared: bool = False) -> bool:
    """Whether a role is enough for an action; `shared`: in a show whose producers run its rundown now."""
    needed = Role.PRODUCER if shared and action == Action.CARRY else NEEDED[action]
    return RANK[role] >= RANK[needed]


def is_shared(show: Show | str | None) -> bool:
    """Whether producers run the rundown as directors do: their show says so, and the rundown has the programme."""
    if not Show.objects.filter(pk=_id(show), producers_run=True, wanted=True).exists():
        return False
    return has_programme(air.seen(str(_id(show))).get("rundown"))


def has_programme(rundown: dict[str, Any] | None) -> bool:
    """Whether the rundown that a show's mixer tells of is on air, and no director has taken over."""
    return bool(rundown and rundown.get("has_programme"))


def _token_role(token: Token, show: str | None) -> str:
    if token.show_id is None or token.show_id == show:
        return token.role
    return Role.VIEWER if show is None else ""


def _giver_role(token: Token, show: Show | str | None) -> str:
    return Role.DIRECTOR if token.giver is None else role_in(token.giver, show)


def may_give(who: Any, show: Show | str | None, role: str) -> bool:
    """Whether `who` may give a role in a show (or, without one, in all) to a token: nobody gives more than theirs."""
    if show is None and isinstance(who, Token) and who.show_id is not None:
        return False
    return allowed(who, show, Action.VIEW) and RANK[role_in(who, show)] >= RANK[role]


def still_given(given: Given) -> bool:
    """Whether those who gave something could give it now. What the command line gave stays."""
    show = getattr(given, "show_id", None)
    return all(allowed(by, show, given.needs) for by in (given.giver, given.giver_token) if by is not None)


def is_admin(who: Any) -> bool:
    """Whether `who` may decide who is an administrator: only those who are, and no program for them."""
    return not isinstance(who, Token) and who.is_active and who.is_staff


def shows_of(who: Any) -> Any:
    """The shows that `who` may see."""
    if isinstance(who, Token):
        seen = Show.objects.all() if who.giver is None else shows_of(who.giver)
        return seen.filter(pk=who.show_id) if who.show_id else seen
    if not who.is_authenticated or not who.is_active:
        return Show.objects.none()
    return Show.objects.all() if who.is_staff else Show.objects.filter(members__user=who.pk)


def sees_all(who: Any) -> bool:
    """Whether `who` may see every show, and so how the studio as a whole is doing: staff, and tokens of all shows."""
    if isinstance(who, Token):
        return who.show_id is None and (who.giver is None or sees_all(who.giver))
    return bool(getattr(who, "is_active", False) and getattr(who, "is_staff", False))


def shows_managed(who: Any) -> list[Show]:
    """The shows whose people `who` may manage, by name."""
    return [show for show in shows_of(who).order_by("name", "id") if allowed(who, show, Action.MANAGE)]


def _id(show: Show | str | None) -> str | None:
    return show.pk if isinstance(show, Show) else show
