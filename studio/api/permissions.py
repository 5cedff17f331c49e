"""The API's door: each view lists what its methods need, and what is not listed is refused."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from studio.people.roles import Action, allowed


class ByRole(BasePermission):
    """Ask `roles.allowed` for what `view.needs` names. A show that one may not see is not there."""

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        show = view.kwargs.get("show_id")
        if show is not None and not allowed(request.user, show, Action.VIEW):
            raise Http404
        needed = needed_for(str(request.method), view)
        return needed is not None and allowed(request.user, show, needed)


def needed_for(method: str, view: Any) -> Action | None:
    """What a request asks of a role. A method that is not answered is looked at only: its 405 tells no secret."""
    if method == "OPTIONS" or method not in view.allowed_methods:
        return Action.VIEW
    name = getattr(view, "action", None) or method.lower()
    needs: dict[str, Action] = getattr(view, "needs", {})
    return needs.get("get" if name == "head" else name)
