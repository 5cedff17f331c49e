"""The addresses of the browser's WebSockets."""

from __future__ import annotations

from django.urls import re_path

from studio.air.browser.consumers import BUS_PATTERN, Console, Monitor, Nowhere
from studio.air.browser.event_socket import Events
from studio.presenting.socket import Present
from studio.views.links import KINDS
from studio.views.socket import MonitorByLink, View, ViewByLink

SHOW = r"^ws/shows/(?P<show_id>[A-Za-z0-9_-]+)"
KEY = r"(?P<key>[A-Za-z0-9_.-]+)"
SEEN = "program|preview|program-opus|program-pcm"  # what a multiview shows and lets one hear

websocket_urlpatterns = [
    re_path(rf"{SHOW}/$", Console.as_asgi()),
    re_path(rf"{SHOW}/events/$", Events.as_asgi()),
    re_path(rf"{SHOW}/monitor/(?P<bus>{BUS_PATTERN})/$", Monitor.as_asgi()),
    re_path(rf"{SHOW}/view/(?P<kind>{'|'.join(KINDS)})/(?:(?P<source>[A-Za-z0-9_-]+)/)?$", View.as_asgi()),
    re_path(rf"^ws/present/{KEY}/$", Present.as_asgi()),
    re_path(rf"^ws/view/{KEY}/$", ViewByLink.as_asgi()),
    re_path(rf"^ws/view/{KEY}/monitor/(?P<bus>{SEEN})/$", MonitorByLink.as_asgi()),
    re_path(r"", Nowhere.as_asgi()),
]
