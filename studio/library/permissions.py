"""Who may use the library: everybody who prepares shows shares and orders it; only staff and uploaders delete."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from studio.library.models import Asset
from studio.people.models import Token
from studio.people.roles import Action, prepares_any, rights_of


def may_use(who: Any) -> bool:
    return prepares_any(who)


def may_delete(who: Any, asset: Asset) -> bool:
    """Whoever uploaded it, staff, and tokens for directing all shows."""
    if isinstance(who, Token):
        directs_all = Action.MANAGE in rights_of(who.role, who.rights) and who.show_id is None
        return directs_all and (who.giver is None or may_delete(who.giver, asset))
    return may_use(who) and (bool(who.is_staff) or asset.owner_id == who.pk)


class MayUseLibrary(BasePermission):
    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: Any) -> bool:
        return may_use(request.user)

    def has_object_permission(self, request: Request, view: Any, obj: Asset) -> bool:
        return request.method != "DELETE" or may_delete(request.user, obj)
