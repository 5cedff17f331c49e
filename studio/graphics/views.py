"""`/api/ograf/SECRET/ograf/v1/…`: the draft OGraf Server API over one show, and the address's own making and ending."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from studio.air.senders import Sender, sending
from studio.api.base import View
from studio.errors import Refused
from studio.graphics import links
from studio.graphics.renderer import Renderer
from studio.jsonin import BadJson, read_json
from studio.people import origin
from studio.people.roles import Action
from studio.request_ids import request_id

MOST_BYTES = 262_144
BASE = "ograf/v1"
Json = dict[str, Any]
Answer = Callable[[Renderer, HttpRequest, Json, tuple[str, ...]], Json]


def _server(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    return {"name": "Tally", "description": f"The graphics of {renderer.show.name}"}


def _graphics(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    return {"graphics": list({one.graphic_id: one.listed for one in renderer.targets}.values())}


def _graphic(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    found = next((one for one in renderer.targets if one.graphic_id == parts[0]), None)
    if found is None:
        raise Refused("unknown_graphic", "There is no such graphic in this show.", status=404)
    return {"graphic": found.manifest}


def _keep_graphic(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    _graphic(renderer, request, body, parts)
    raise Refused("not_here", "Graphics are removed in the library, by whoever may do so.", status=403)


def _renderers(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    return {"renderers": [{"id": renderer.show.pk, "name": renderer.show.name}]}


def _renderer(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    return {"renderer": renderer.info}


def _target(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    return renderer.told(renderer.target(_json(request.GET.get("renderTarget", ""))))


def _clear(renderer: Renderer, request: HttpRequest, body: Json, parts: tuple[str, ...]) -> Json:
    filters = body.get("filters") or []
    if not isinstance(filters, list):
        raise Refused("bad_request", "filters is a list.", status=400)
    return renderer.clear(filters)


OF_RENDERER = r"renderers/([^/]+)"
INSTANCE = rf"{OF_RENDERER}/target/graphicInstance"
ROUTES: list[tuple[str, str, Answer]] = [
    ("GET", r"", _server),
    ("GET", r"graphics", _graphics),
    ("GET", r"graphics/([^/]+)", _graphic),
    ("DELETE", r"graphics/([^/]+)", _keep_graphic),
    ("GET", r"renderers", _renderers),
    ("GET", OF_RENDERER, _renderer),
    ("GET", rf"{OF_RENDERER}/target", _target),
    ("POST", rf"{INSTANCE}/load", lambda one, request, body, parts: one.load(body)),
    ("POST", rf"{INSTANCE}/updateAction", lambda one, request, body, parts: one.update(body)),
    ("POST", rf"{INSTANCE}/playAction", lambda one, request, body, parts: one.play(body)),
    ("POST", rf"{INSTANCE}/stopAction", lambda one, request, body, parts: one.stop(body)),
    ("POST", rf"{INSTANCE}/customActions/([^/]+)", lambda one, request, body, parts: one.custom(body, parts[-1])),
    ("PUT", rf"{INSTANCE}/clear", _clear),
]


@csrf_exempt
def ograf(request: HttpRequest, secret: str, path: str = "") -> HttpResponse:
    """Whatever a controller asks; an address that is not good any more answers as one that never was."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204))
    try:
        return _open(JsonResponse(_answered(request, secret, path.strip("/"))))
    except Refused as refused:
        return _open(_problem(refused))


def _answered(request: HttpRequest, secret: str, path: str) -> Json:
    show = links.show_of(secret)
    if show is None:
        raise Refused("not_found", "There is nothing here.", status=404)
    found = [(method, match, answer) for method, route, answer in ROUTES if (match := re.fullmatch(route, path))]
    if not found:
        raise Refused("not_found", "There is nothing here.", status=404)
    chosen = next(((match, answer) for method, match, answer in found if method == request.method), None)
    if chosen is None:
        raise Refused("wrong_method", f"Expected {' or '.join(one[0] for one in found)}.", status=405)
    match, answer = chosen
    if path.startswith("renderers/") and match[1] != show.pk:
        raise Refused("unknown_renderer", f"There is no such renderer; the only one is {show.pk}.", status=404)
    with sending(lambda: Sender("a controller of graphics", "api", origin.of_request(request), request_id())):
        return answer(Renderer(show), request, _body(request), match.groups())


def _body(request: HttpRequest) -> Json:
    if request.method not in ("POST", "PUT"):
        return {}
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Refused("too_large", f"Expected at most {MOST_BYTES} bytes.", status=413)
    value = _json(request.body.decode("utf-8", "replace") or "{}")
    if not isinstance(value, dict):
        raise Refused("bad_request", "Expected a JSON object.", status=400)
    return value


def _json(text: str) -> Any:
    try:
        return read_json(text)
    except BadJson as error:
        raise Refused("bad_request", f"Expected JSON: {error}.", status=400) from None


def _problem(refused: Refused) -> JsonResponse:
    body = {"type": "about:blank", "title": str(refused), "status": refused.status, "detail": str(refused)}
    return JsonResponse(body | {"code": refused.code}, status=refused.status, content_type="application/problem+json")


def _open(response: HttpResponse) -> HttpResponse:
    """Controllers are web pages of other origins; nothing but the address lets them in."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


class LinkRow(serializers.Serializer[Any]):
    """Whether controllers of graphics are let in."""

    on = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class LinkMade(LinkRow):
    address = serializers.CharField(help_text="the base of the OGraf Server API, shown this once")


class GraphicsLinks(View):
    """The secret address at which controllers play this show's graphics by the draft OGraf Server API; off at first."""

    needs = dict.fromkeys(("get", "post", "delete"), Action.MANAGE)

    @extend_schema(responses=LinkRow)
    def get(self, request: Request, show_id: str) -> Response:
        row = next(iter(links.good(self.show())), None)
        return Response({"on": row is not None, "since": row.created if row else None})

    @extend_schema(request=None, responses={201: LinkMade})
    def post(self, request: Request, show_id: str) -> Response:
        """Make an address; the one before ends. It is shown this once."""
        row, secret = links.make(request.user, self.show())
        address = request.build_absolute_uri(f"/api/ograf/{secret}/{BASE}/")
        return Response({"on": True, "since": row.created, "address": address}, 201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, show_id: str) -> Response:
        links.end(request.user, self.show())
        return Response(status=204)
