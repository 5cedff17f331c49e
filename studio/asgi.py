"""What daphne serves: pages and the API over HTTP, the consoles over WebSocket."""

from __future__ import annotations

import gc
import os
from importlib import import_module

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
django.setup()

from studio.air.browser.lengths import limit_what_comes_in  # noqa: E402 - models need the apps
from studio.air.browser.routing import websocket_urlpatterns  # noqa: E402
from studio.library.bodies import limit_bodies  # noqa: E402
from studio.people.sockets import SameOrigin, WhoAsks  # noqa: E402
from studio.statics.kept import KeptStatics  # noqa: E402

limit_bodies()
limit_what_comes_in()
import_module("studio.urls")  # else the first request loads them
gc.freeze()  # what is loaded by now stays: a collection that looks through it holds everybody up for nothing
application = ProtocolTypeRouter(
    {
        "http": KeptStatics(get_asgi_application()),
        "websocket": SameOrigin(WhoAsks(URLRouter(websocket_urlpatterns))),
    }
)
