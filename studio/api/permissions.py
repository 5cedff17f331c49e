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
        name = getattr(view, "action", None) or str(request.method).lower()
        needed = getattr(view, "needs", {}).get("get" if name == "head" else name)
        show = view.kwargs.get("show_id")
        if show is not None and not allowed(request.user, show, Action.VIEW):
            raise Http404
        return needed is not None and allowed(request.user, show, needed)
