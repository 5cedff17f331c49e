"""Who may do what: the one place that decides, for REST, WebSocket, pages and media alike.

A role is a set of rights, not a rank: who mixes the sound may do what a producer may not, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from studio.people.models import Given, Membership, Role, Token
from studio.shows import air
from studio.shows.models import Show

Who = AbstractBaseUser | AnonymousUser | Token


class Action(StrEnum):
    """What can be asked for, and so the name of the right to it. Without a show, `view` is to list one's shows,
    `create` to make one, and `manage` to look after accounts.

    `carry` is to run a rundown: start, skip, jump, hold, insert, hand over. `sound` is faders, mutes and what is done
    to a source's sound; `caption` is to correct captions, and to hide and clear them.
    """

    VIEW = "view"
    EDIT = "edit"
    SOUND = "sound"
    CAPTION = "caption"
    OPERATE = "operate"
    CARRY = "carry"
    MANAGE = "manage"
    CREATE = "create"


Rights = frozenset[Action]
NONE: Rights = frozenset()
ALL: Rights = frozenset(Action)
RIGHTS: dict[Role, Rights] = {
    Role.VIEWER: frozenset({Action.VIEW}),
    Role.CAPTIONS: frozenset({Action.VIEW, Action.CAPTION}),
    Role.SOUND: frozenset({Action.VIEW, Action.SOUND}),
    Role.PRODUCER: frozenset({Action.VIEW, Action.EDIT}),
    Role.DIRECTOR: ALL,
}
PREPARES = tuple(role for role, rights in RIGHTS.items() if Action.EDIT in rights)
LISTENS: Rights = frozenset({Action.EDIT, Action.SOUND})  # either is enough to hear a source by itself


def allowed(who: Any, show: Show | str | None, action: Action | str) -> bool:
    """Whether `who` (a user or a token) may do `action` in `show` (a show, its id, or None for no show in particular).

    Staff may do everything. Whoever is not known, and whatever is not listed, is refused.
    """
    if not getattr(who, "is_authenticated", False):
        return False
    rights = rights_in(who, show)
    if show is None and action == Action.MANAGE:
        return rights == ALL  # whoever looks after accounts could become anybody
    return may(rights, action) or (action == Action.CARRY and Action.EDIT in rights and is_shared(show))


def may(rights: Rights, action: Action | str, *, shared: bool = False) -> bool:
    """Whether rights are enough for an action; `shared`: in a show where who prepares runs its rundown now."""
    return action in rights or (shared and action == Action.CARRY and Action.EDIT in rights)


def rights_in(who: Any, show: Show | str | None) -> Rights:
    """What `who` may do in a show; NONE where they are nobody there. Staff may do everything everywhere.

    A token never does more than whoever gave it may do now.
    """
    if isinstance(who, Token):
        return _token_rights(who, _id(show)) & (ALL if who.giver is None else rights_in(who.giver, show))
    if not who.is_active:
        return NONE
    if who.is_staff:
        return ALL
    if show is None:
        return RIGHTS[Role.VIEWER]
    found = Membership.objects.filter(user=who.pk, show=_id(show)).values_list("role", flat=True)
    return rights_of(next(iter(found), ""))


def rights_among(people: Iterable[Any], show: str) -> list[Rights]:
    """`rights_in` for many people (None is nobody) in as many questions as for one."""
    people = list(people)
    owners = (who.giver if isinstance(who, Token) else who for who in people)
    users = {who.pk for who in owners if who is not None}
    members = dict(Membership.objects.filter(user__in=users, show=show).values_list("user", "role")) if users else {}
    return [_among(members, who, show) for who in people]


def _among(members: dict[Any, str], who: Any, show: str) -> Rights:
    if who is None:
        return NONE
    if isinstance(who, Token):
        return _token_rights(who, show) & (ALL if who.giver is None else _among(members, who.giver, show))
    if not who.is_active:
        return NONE
    return ALL if who.is_staff else rights_of(members.get(who.pk, ""))


def rights_of(role: str, narrowed: Iterable[str] = ()) -> Rights:
    """What a role may, or of that only what is named (and to look, without which there is nothing). Pure."""
    rights = RIGHTS.get(Role(role), NONE) if role else NONE
    named = set(narrowed)
    return rights & {Action.VIEW, *named} if named else rights


def covers(rights: Rights, others: Rights) -> bool:
    """Whether who has these rights could give the others. Pure."""
    return others <= rights


def role_of(rights: Rights) -> str:
    """The role that says most of what rights allow, for display; "" where they allow nothing. Pure."""
    fitting = [role for role in RIGHTS if covers(rights, RIGHTS[role])]
    return max(fitting, key=lambda role: len(RIGHTS[role]), default="")


def role_in(who: Any, show: Show | str | None) -> str:
    """The role of `who` in a show, for display; "" when there is none. What they may is `rights_in`'s to say."""
    return role_of(rights_in(who, show))


def in_order(rights: Iterable[str]) -> list[str]:
    """Rights by name, each once, always in the same order; what is none is left out."""
    named = set(rights)
    return [action.value for action in Action if action in named]


def is_shared(show: Show | str | None) -> bool:
    """Whether producers run the rundown as directors do: their show says so, and the rundown has the programme."""
    if not Show.objects.filter(pk=_id(show), producers_run=True, wanted=True).exists():
        return False
    return has_programme(air.seen(str(_id(show))).get("rundown"))


def has_programme(rundown: dict[str, Any] | None) -> bool:
    """Whether the rundown that a show's mixer tells of is on air, and no director has taken over."""
    return bool(rundown and rundown.get("has_programme"))


def _token_rights(token: Token, show: str | None) -> Rights:
    if token.show_id is None or token.show_id == show:
        return rights_of(token.role, token.rights)
    return RIGHTS[Role.VIEWER] if show is None else NONE


def may_give(who: Any, show: Show | str | None, role: str, narrowed: Iterable[str] = ()) -> bool:
    """Whether `who` may give a role, or a part of its rights, in a show or (without one) in all: nobody gives more
    than theirs. The server's command line (None) gives what it likes."""
    if who is None:
        return True
    if show is None and isinstance(who, Token) and who.show_id is not None:
        return False
    return covers(rights_in(who, show), rights_of(role, narrowed))


def prepares_any(who: Any) -> bool:
    """Whether `who` prepares any show, as a member or by token; staff always do."""
    if isinstance(who, Token):
        return Action.EDIT in rights_of(who.role, who.rights) and (who.giver is None or prepares_any(who.giver))
    if not getattr(who, "is_authenticated", False) or not who.is_active:
        return False
    return bool(who.is_staff) or Membership.objects.filter(user=who.pk, role__in=PREPARES).exists()


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
