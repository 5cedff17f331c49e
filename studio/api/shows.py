"""Shows: list, make, change, remove, start, stop, import, export, status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from mixer.protocol.showfile import Show as ShowFile
from studio.api.arranged import ArrangedRow, ArrangeRow, SteppedRow, StepsRow
from studio.api.base import View, tagged
from studio.api.bulk import or_trial
from studio.api.listing import BY_NAME, words, yes_no
from studio.api.pages import flag_in
from studio.api.parts import key_shown_once
from studio.api.rows import CopyRow, LayoutRow, NewShowRow, SceneRow, ShowRow, StartRow, StatusRow, StopRow, WantedRow
from studio.api.schemas import schema_of
from studio.errors import FieldError, Invalid, Refused
from studio.people.models import Membership, Role, Token
from studio.people.roles import Action, allowed, shows_of
from studio.people.secrets import sha256
from studio.shows import air, arranging, files, making, removing, rows, undo
from studio.shows.addresses import masked_file
from studio.shows.compose import exported, fill, read_file
from studio.shows.models import Show, ShowEdit

DRY_RUN = OpenApiParameter("dry_run", bool, description="only say what it would come to; nothing is changed")


def short_hash(text: str) -> str:
    return sha256(text)[:8]


SHOW_FILE = {"application/json": schema_of(ShowFile)}


class Shows(View, ListModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """Shows one may see."""

    serializer_class = ShowRow
    lookup_field, lookup_url_kwarg = "pk", "show_id"
    filters = {
        "search": words("name"),
        "wanted": yes_no("wanted on air, or rehearsed", wanted=True),
        "on_air": yes_no("wanted on air, and not rehearsed", wanted=True, rehearsing=False),
        "template": yes_no("templates, of which new shows are made", template=True),
        "private": yes_no("only who is let in may watch", private=True),
    }
    orders = {**BY_NAME, "created": F("created"), "wanted_since": F("wanted_since")}
    tagged, edits = ("retrieve", "export"), ("partial_update", "replace", "undo", "redo", "arrange")
    needs = {
        "list": Action.VIEW,
        "create": Action.CREATE,
        "retrieve": Action.VIEW,
        "partial_update": Action.EDIT,
        "destroy": Action.MANAGE,
        "start": Action.OPERATE,
        "stop": Action.OPERATE,
        "status": Action.VIEW,
        "export": Action.VIEW,
        "replace": Action.EDIT,
        "undo": Action.EDIT,
        "redo": Action.EDIT,
        "steps": Action.EDIT,
        "arrange": Action.EDIT,
        "create_from_file": Action.CREATE,
        "copy": Action.EDIT,
    }

    def get_queryset(self) -> Any:
        return shows_of(self.request.user) if self.request else Show.objects.none()

    @extend_schema(request=NewShowRow, responses={201: ShowRow})
    def create(self, request: Request) -> Response:
        """An empty show with the usual layouts; with `template` one like that show, without its people and rundowns."""
        row = NewShowRow(data=request.data, context=self.get_serializer_context())
        row.is_valid(raise_exception=True)
        values = dict(row.validated_data)
        template = values.pop("template", None)
        if template is None:
            return self._made(lambda: making.new_show(values))
        like = shows_of(request.user).filter(pk=template, template=True).first()
        if like is None or not allowed(request.user, like, Action.EDIT):
            raise Invalid([FieldError("template", f"there is no template {template} that you may copy")])
        return self._made(lambda: making.show_like(like, values))

    def retrieve(self, request: Request, show_id: str) -> Response:
        show = self.show()
        value = self.get_serializer(show).data
        return tagged(value, show.revision, variant=short_hash(f"{value['wanted_since']} {value['rights']}"))

    def partial_update(self, request: Request, show_id: str) -> Response:
        row = self.get_serializer(data=request.data, partial=True)
        row.is_valid(raise_exception=True)
        show, edit = self.edit(lambda show: making.change_show(show, row.validated_data))
        return tagged({**self.get_serializer(self.show()).data, "edit": edit}, edit["revision"])

    def destroy(self, request: Request, show_id: str) -> Response:
        """Delete a show that is off air, with its recordings and everything else of it."""
        removing.remove(show_id)
        return Response(status=204)

    @extend_schema(request=StartRow, responses={202: WantedRow})
    def start(self, request: Request, show_id: str) -> Response:
        """Put the show on air; it stays wanted there until it is stopped. What is rehearsed goes on air."""
        asked = StartRow(data=request.data)
        asked.is_valid(raise_exception=True)
        air.start(show_id, rehearse=asked.validated_data["rehearse"])
        return Response({"wanted": True}, 202)

    @extend_schema(request=StopRow, responses={202: WantedRow})
    def stop(self, request: Request, show_id: str) -> Response:
        """Take the show off air; recordings are closed."""
        asked = StopRow(data=request.data)
        asked.is_valid(raise_exception=True)
        air.check_in_time(show_id, asked.validated_data.get("not_after_frame"))
        air.stop(show_id)
        return Response({"wanted": False}, 202)

    @extend_schema(responses=StatusRow)
    def status(self, request: Request, show_id: str) -> Response:
        """What the mixer does right now."""
        show = self.show()
        seen = air.seen(show_id)
        told = ("desk", "status", "recording", "rundown", "schedule", "captions", "upgrade", "machine")
        value = {key: seen.get(key) for key in told}
        value |= {key: seen.get(key) or [] for key in ("destinations", "alerts")}
        runs, rehearsing = bool(seen.get("status")), bool(seen.get("rehearsing")) if seen else show.rehearsing
        air_now = {"on_air": runs and not rehearsing, "rehearsing": rehearsing, "wanted": show.wanted}
        return Response({**air_now, "revision": show.revision, **value})

    @extend_schema(responses={(200, "application/json"): SHOW_FILE["application/json"]})
    def export(self, request: Request, show_id: str) -> Response:
        """The show file; without the passwords and keys of addresses for those who may not change the show."""
        show = self.show()
        file = exported(show)
        if self.may_edit():
            return tagged(file, show.revision)
        return tagged(masked_file(file), show.revision, variant="masked")

    @extend_schema(
        request=SHOW_FILE, responses={200: or_trial(ShowRow)}, parameters=[DRY_RUN], operation_id="shows_replace"
    )
    def replace(self, request: Request, show_id: str) -> Response:
        """Make this show what a show file says. With `dry_run` only the difference is told, and what is wrong."""
        if flag_in(request, "dry_run"):
            told = self.trial(lambda show: fill(show, read_file(request.data)))
            return tagged(told, told["revision"] - 1)
        file = read_file(request.data)
        _, edit = self.edit(lambda show: fill(show, file))
        return tagged({**self.get_serializer(self.show()).data, "edit": edit}, edit["revision"])

    @extend_schema(request=ArrangeRow, responses={200: ArrangedRow})
    def arrange(self, request: Request, show_id: str) -> Response:
        """Edit a scene with the layout it stands on, or make both: one revision, and one step to undo."""
        asked = ArrangeRow(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        joins = values.pop("joins", None)
        scene, edit = self.edit(lambda show: arranging.arrange(show, values), joins=joins)
        layout = rows.find(self.show(), "layouts", scene.layout)
        value = {"scene": SceneRow(scene).data, "layout": LayoutRow(layout).data, "edit": edit}
        return tagged(value, edit["revision"])

    @extend_schema(operation_id="shows_steps", responses=StepsRow)
    def steps(self, request: Request, show_id: str) -> Response:
        """What `POST` here would take back, and what `redo` would do again; null where there is nothing."""
        return Response({way: undo.told(edit) for way, edit in undo.next_steps(self.show()).items()})

    @extend_schema(request=None, responses={200: SteppedRow})
    def undo(self, request: Request, show_id: str) -> Response:
        """Take back the last edit of sources, layouts, scenes, overlays or the show itself; the last 200 are kept."""
        return self._stepped(undo.undo)

    @extend_schema(request=None, responses={200: SteppedRow})
    def redo(self, request: Request, show_id: str) -> Response:
        """Do again what was undone last. An edit in between ends that."""
        return self._stepped(undo.redo)

    def _stepped(self, step: Callable[[Show], ShowEdit]) -> Response:
        """What becomes a push source again gets a new key, shown this once with the source."""

        def with_keys(show: Show) -> tuple[dict[str, Any], ShowEdit]:
            lacked = {source.pk for source in show.sources.all() if rows.lacks_key(source)}
            done = step(show)
            new = [one for one in show.sources.all() if rows.lacks_key(one) and one.pk not in lacked]
            return {source.pk: key_shown_once(self.request, source) for source in new}, done

        (keys, done), edit = self.edit(with_keys, kept=False)
        told = self.get_serializer(self.show()).data
        sources = [{**source, **keys.get(source["id"], {})} for source in told["sources"]]
        return tagged({**told, "sources": sources, "edit": edit, "step": undo.told(done)}, edit["revision"])

    @extend_schema(request=SHOW_FILE, responses={201: ShowRow})
    def create_from_file(self, request: Request) -> Response:
        """A new show from a show file."""
        return self._made(lambda: making.imported_show(request.data))

    @extend_schema(request=CopyRow, responses={201: ShowRow})
    def copy(self, request: Request, show_id: str) -> Response:
        """A new show like this one, off air; without its people, links, rundowns, schedule and recordings."""
        show, asked = self.show(), CopyRow(data=request.data)
        asked.is_valid(raise_exception=True)
        if not allowed(request.user, None, Action.CREATE):
            raise Refused("forbidden", "A copy is a new show: only who may make shows may make one.", status=403)
        name = asked.validated_data.get("name") or f"{show.name[:110]} (copy)"
        return self._made(lambda: making.copied_show(show, name))

    def _made(self, make: Callable[[], Show]) -> Response:
        """A new show, its maker's membership and the answer: all of them or none."""
        who: Any = self.request.user
        with transaction.atomic():
            show = make()
            if not isinstance(who, Token):
                Membership.objects.get_or_create(user=who, show=show, defaults={"role": Role.DIRECTOR})
            answer = self.get_serializer(show).data
            self.keep_answer(answer)
        files.write(show.pk)
        return tagged(answer, show.revision, 201)
