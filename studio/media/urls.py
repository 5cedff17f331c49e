"""Addresses of media. Ids only: nothing here is a path."""

from __future__ import annotations

from django.urls import path

from studio.library.documents.views import PagePicture
from studio.library.views import AssetFile, Thumbnail
from studio.media.downloads import RecordingDownload, RecordingFile
from studio.media.hls import Hls
from studio.media.watch import watch

urlpatterns = [
    path("hls/<str:show_id>/<str:name>", Hls.as_view(), name="hls"),
    path("hls/<str:show_id>/<str:place>/<str:name>", Hls.as_view(), name="hls_place"),
    path("watch/<str:show_id>/", watch, name="watch"),
    path("recordings/<str:recording_id>/download", RecordingDownload.as_view(), name="recording_download"),
    path("recordings/<str:recording_id>/<int:part>/play", RecordingFile.as_view(), name="recording_play"),
    path("recordings/<str:recording_id>/<int:part>/download", RecordingDownload.as_view(), name="recording_download"),
    path("library/<str:asset_id>/thumbnail", Thumbnail.as_view(), name="asset_thumbnail"),
    path("library/<str:asset_id>/file", AssetFile.as_view(), name="asset_file"),
    path("library/<str:asset_id>/pages/<int:number>/<int:width>.jpg", PagePicture.as_view(), name="page_picture"),
]
