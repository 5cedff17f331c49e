"""The API's addresses."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from studio.air.verbs import ASKED
from studio.api import bulk, destinations, facts, giving, health, ingest, parts, people
from studio.api.commands import view_of
from studio.api.planned import PlannedList
from studio.api.shows import Shows
from studio.archives.api import Archives, ShowArchive
from studio.captions import api as captions
from studio.graphics.views import GraphicsLinks, ograf
from studio.library.api import Folders, Library
from studio.library.documents.api import PageList
from studio.library.uploads import Uploads
from studio.media.api import RecordingList, RecordingOne, Recordings, RecordingTrim
from studio.media.playback import Playback
from studio.obs.api import ObsPasswords
from studio.presenting.api import PresenterLinks
from studio.rundowns.aired_api import AsRunList, Guide, NowNext
from studio.rundowns.api import Rundowns
from studio.rundowns.days_api import KeepDay, LayDay
from studio.rundowns.exchange_api import Export, Import
from studio.scheduling.api import Schedule
from studio.views.api import Messages, ViewLinks
from studio.watching.views import metrics
from studio.webhooks.api import Deliveries, Webhooks

ALL: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
END: dict[str, Any] = {"delete": "destroy"}
SHOW = "shows/<str:show_id>"
RUNDOWN = f"{SHOW}/rundowns/<str:rundown_id>"


def parts_of(plural: str, view: Any) -> list[Any]:
    return [
        path(f"{SHOW}/{plural}", view.as_view(ALL), name=plural),
        path(f"{SHOW}/{plural}/<str:part_id>", view.as_view(ONE)),
    ]


def webhooks_of(prefix: str, name: str) -> list[Any]:
    one = f"{prefix}webhooks/<str:webhook_id>"
    return [
        path(f"{prefix}webhooks", Webhooks.as_view(ALL), name=name),
        path(one, Webhooks.as_view(ONE)),
        path(f"{one}/rotate", Webhooks.as_view({"post": "rotate"})),
        path(f"{one}/test", Webhooks.as_view({"post": "test"})),
        path(f"{one}/deliveries", Deliveries.as_view({"get": "list"})),
        path(f"{one}/deliveries/<str:delivery_id>", Deliveries.as_view({"get": "retrieve"})),
        path(f"{one}/deliveries/<str:delivery_id>/redeliver", Deliveries.as_view({"post": "redeliver"})),
    ]


api = [
    path("shows", Shows.as_view(ALL), name="shows"),
    path("shows/import", Shows.as_view({"post": "create_from_file"})),
    path("shows/import-archive", Archives.as_view(ALL), name="archives"),
    path("shows/import-archive/<str:pk>", Archives.as_view({"get": "retrieve"})),
    path(SHOW, Shows.as_view(ONE), name="show"),
    path(f"{SHOW}/start", Shows.as_view({"post": "start"})),
    path(f"{SHOW}/stop", Shows.as_view({"post": "stop"})),
    path(f"{SHOW}/status", Shows.as_view({"get": "status"})),
    path(f"{SHOW}/export", Shows.as_view({"get": "export"})),
    path(f"{SHOW}/archive", ShowArchive.as_view(), name="show_archive"),
    path(f"{SHOW}/copy", Shows.as_view({"post": "copy"})),
    path(f"{SHOW}/import", Shows.as_view({"post": "replace"})),
    path(f"{SHOW}/edit", bulk.Edit.as_view(), name="show_edit"),
    path(f"{SHOW}/arrange", Shows.as_view({"post": "arrange"})),
    path(f"{SHOW}/undo", Shows.as_view({"get": "steps", "post": "undo"})),
    path(f"{SHOW}/redo", Shows.as_view({"post": "redo"})),
    path(f"{SHOW}/audit", people.Audit.as_view({"get": "list"})),
    path(f"{SHOW}/events", people.Events.as_view({"get": "list"})),
    path(f"{SHOW}/members", people.Members.as_view(ALL)),
    path(f"{SHOW}/members/<str:user>", people.Members.as_view({"patch": "partial_update", "delete": "destroy"})),
    path(f"{SHOW}/invitations", giving.ShowInvitations.as_view(ALL), name="show_invitations"),
    path(f"{SHOW}/invitations/<int:pk>", giving.ShowInvitations.as_view(END)),
    path(f"{SHOW}/watch-keys", giving.WatchKeys.as_view(ALL), name="watch_keys"),
    path(f"{SHOW}/watch-keys/<int:pk>", giving.WatchKeys.as_view(END)),
    path(f"{SHOW}/presenters", PresenterLinks.as_view(ALL), name="presenter_links"),
    path(f"{SHOW}/presenters/<int:pk>", PresenterLinks.as_view(END)),
    path(f"{SHOW}/socket-ticket", giving.SocketTickets.as_view()),
    path(f"{SHOW}/views", ViewLinks.as_view(ALL), name="view_links"),
    path(f"{SHOW}/views/<int:pk>", ViewLinks.as_view(END)),
    path(f"{SHOW}/messages", Messages.as_view(ALL), name="messages"),
    path(f"{SHOW}/messages/<int:pk>", Messages.as_view(END)),
    path(f"{SHOW}/obs-passwords", ObsPasswords.as_view(ALL), name="obs_passwords"),
    path(f"{SHOW}/obs-passwords/<str:pk>", ObsPasswords.as_view(END)),
    *webhooks_of(f"{SHOW}/", "show_webhooks"),
    *webhooks_of("", "webhooks"),
    path("users", people.Users.as_view(ALL), name="users"),
    path("users/<str:user>", people.Users.as_view(ONE)),
    path("users/<str:user>/password_link", people.Users.as_view({"post": "password_link"})),
    path("invitations", giving.Invitations.as_view(ALL), name="invitations"),
    path("invitations/<int:pk>", giving.Invitations.as_view(END)),
    path("tokens", giving.Tokens.as_view(ALL), name="tokens"),
    path("tokens/<int:pk>", giving.Tokens.as_view(END)),
    path(f"{SHOW}/sources/<str:part_id>/rotate_key", parts.Sources.as_view({"post": "rotate_key"})),
    *parts_of("sources", parts.Sources),
    *parts_of("layouts", parts.Layouts),
    *parts_of("scenes", parts.Scenes),
    *parts_of("overlays", parts.Overlays),
    *parts_of("destinations", destinations.Destinations),
    path(f"{SHOW}/destinations/<str:part_id>/history", destinations.Destinations.as_view({"get": "history"})),
    path(f"{SHOW}/destinations/<str:part_id>/log", destinations.Destinations.as_view({"get": "log"})),
    *(path(f"{SHOW}/{verb}", view_of(verb)) for verb in ASKED),
    path(f"{SHOW}/planned", PlannedList.as_view({"get": "list"}), name="planned"),
    path(f"{SHOW}/planned/<str:planned_id>", PlannedList.as_view(END)),
    path(f"{SHOW}/as-run", AsRunList.as_view(), name="as_run"),
    path(f"{SHOW}/now-next", NowNext.as_view(), name="now_next"),
    path(f"{SHOW}/guide.xml", Guide.as_view(), name="guide"),
    path(f"{SHOW}/rundowns", Rundowns.as_view(ALL), name="rundowns"),
    path(RUNDOWN, Rundowns.as_view(ONE), name="rundown"),
    path(f"{RUNDOWN}/edit", Rundowns.as_view({"post": "edit_items"})),
    path(f"{RUNDOWN}/plan", Rundowns.as_view({"get": "plan"}), name="rundown_plan"),
    path(f"{RUNDOWN}/import", Import.as_view(), name="rundown_import"),
    path(f"{RUNDOWN}/export", Export.as_view(), name="rundown_export"),
    path(f"{RUNDOWN}/keep-day", KeepDay.as_view(), name="rundown_keep_day"),
    path(f"{RUNDOWN}/lay-day", LayDay.as_view(), name="rundown_lay_day"),
    path(f"{RUNDOWN}/undo", Rundowns.as_view({"post": "undo"})),
    path(f"{RUNDOWN}/redo", Rundowns.as_view({"post": "redo"})),
    path(f"{SHOW}/schedule", Schedule.as_view(ALL), name="schedule"),
    path(f"{SHOW}/schedule/<str:entry_id>", Schedule.as_view(ONE), name="schedule_entry"),
    path(f"{SHOW}/graphics-link", GraphicsLinks.as_view(), name="graphics_link"),
    path(f"{SHOW}/cues", captions.Cues.as_view(), name="cues"),
    path(f"{SHOW}/cues/<str:cue_id>", captions.CueOne.as_view()),
    path(f"{SHOW}/captions/export", captions.Export.as_view(), name="captions_export"),
    path("caption-models", captions.Models.as_view(), name="caption_models"),
    path("caption-models/upload", captions.ModelFiles.as_view()),
    path("caption-models/<str:name>", captions.ModelOne.as_view()),
    path(f"{SHOW}/watch", Playback.as_view(), name="show_watch"),
    path("recordings", Recordings.as_view(), name="recordings"),
    path(f"{SHOW}/recordings", RecordingList.as_view()),
    path(f"{SHOW}/recordings/<str:recording_id>", RecordingOne.as_view()),
    path(f"{SHOW}/recordings/<str:recording_id>/trim", RecordingTrim.as_view()),
    path("library", Library.as_view(ALL), name="library"),
    path("library/folders", Folders.as_view(), name="library_folders"),
    path("library/<str:asset_id>/pages", PageList.as_view({"get": "list"}), name="document_pages"),
    path("library/<str:pk>", Library.as_view(ONE)),
    path("uploads", Uploads.as_view(ALL), name="uploads"),
    path("uploads/<str:pk>", Uploads.as_view(ONE), name="upload"),
    path("facts", facts.Facts.as_view()),
    path("layout-templates", facts.LayoutTemplates.as_view()),
    path("ingest/publish/<str:secret>", ingest.publish, name="publish"),
    path("schema", SpectacularJSONAPIView.as_view(), name="schema"),
]

urlpatterns = [
    path("api/v1/", include(api)),
    path("api/ograf/<str:secret>/ograf/v1", ograf),
    path("api/ograf/<str:secret>/ograf/v1/<path:path>", ograf),
    path("api/ograf/<str:secret>/ograf/v1/", ograf, name="ograf"),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics),
]
