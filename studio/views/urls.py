"""Addresses of views."""

from __future__ import annotations

from django.urls import path

from studio.views.pages import by_link, own

urlpatterns = [
    path("view/<str:key>", by_link, name="view"),
    path("shows/<str:show_id>/views/<str:kind>", own, name="own_view"),
    path("shows/<str:show_id>/views/<str:kind>/<str:source>", own, name="own_tally"),
]
