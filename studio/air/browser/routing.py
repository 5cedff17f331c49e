"""The addresses of the browser's WebSockets."""

from __future__ import annotations

from django.urls import re_path

from studio.air.browser.consumers import BUS_PATTERN, Console, Monitor, Nowhere
from studio.presenting.socket import Present

websocket_urlpatterns = [
    re_path(r"^ws/shows/(?P<show_id>[A-Za-z0-9_-]+)/$", Console.as_asgi()),
    re_path(rf"^ws/shows/(?P<show_id>[A-Za-z0-9_-]+)/monitor/(?P<bus>{BUS_PATTERN})/$", Monitor.as_asgi()),
    re_path(r"^ws/present/(?P<key>[A-Za-z0-9_.-]+)/$", Present.as_asgi()),
    re_path(r"", Nowhere.as_asgi()),
]
