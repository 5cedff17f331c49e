"""How uploaded files look in the API."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from studio.api.rows import readable
from studio.library.folders import LENGTH_MOST, clean_folder
from studio.library.models import Asset, Job
from studio.library.permissions import may_delete
from studio.library.uses import PLACES, PROGRAM, playing, uses_of

PLACE_NAMES = [place.name for place in (*PLACES, PROGRAM)]


class JobRow(serializers.ModelSerializer[Job]):
    """The work of looking at an upload (`probe`), of hearing how loud it is (`measure`), of laying a document
    out as a PDF (`convert`), or of drawing its pages (`pages`).
    """

    class Meta:
        model = Job
        fields = ("id", "kind", "state", "progress", "error")


class AssetRow(serializers.ModelSerializer[Asset]):
    """An uploaded file. What is not known, or not measured yet, is null or empty."""

    job = serializers.SerializerMethodField()
    thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields: tuple[str, ...] = (
            "id", "name", "folder", "kind", "mime", "bytes", "state", "refused_why", "width", "height", "fps",
            "pages", "duration_s", "sound", "container", "video_codec", "profile", "pixel_format", "rate",
            "audio_codec", "channels", "sample_rate", "bit_rate", "loudness_lufs", "true_peak_db", "graphic", "created",
            "thumbnail", "job",
        )  # fmt: skip

    @extend_schema_field(JobRow(allow_null=True))
    def get_job(self, asset: Asset) -> Any:
        job = next(iter(asset.jobs.all()), None)
        return JobRow(job).data if job else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_thumbnail(self, asset: Asset) -> str | None:
        return reverse("asset_thumbnail", kwargs={"asset_id": asset.pk}) if asset.has_thumbnail else None


class UseRow(serializers.Serializer[Any]):
    """A place that shows a file. Of a show that you may not see, nothing but that there is one."""

    place = serializers.ChoiceField(PLACE_NAMES)
    show = serializers.CharField(allow_null=True, help_text="its id; null where you may not see it")
    show_name = serializers.CharField()
    id = serializers.CharField(help_text="of the part; empty where the place is the show itself")
    name = serializers.CharField(help_text="of the part")


class AssetDetail(AssetRow):
    """An uploaded file, with where it is used."""

    file = serializers.SerializerMethodField(help_text="path of the file, to play and to save")
    used_in = serializers.SerializerMethodField()
    may_delete = serializers.SerializerMethodField(help_text="whether you may, once nothing uses it")

    class Meta(AssetRow.Meta):
        fields = (*AssetRow.Meta.fields, "file", "used_in", "may_delete")

    def get_file(self, asset: Asset) -> str:
        return reverse("asset_file", kwargs={"asset_id": asset.pk})

    @extend_schema_field(UseRow(many=True))
    def get_used_in(self, asset: Asset) -> list[dict[str, str | None]]:
        return [use.row(self.context["request"].user) for use in (*uses_of(asset), *playing(asset))]

    def get_may_delete(self, asset: Asset) -> bool:
        return may_delete(self.context["request"].user, asset)


class FolderField(serializers.CharField):
    """A folder's path."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_blank": True, "max_length": LENGTH_MOST, **options})

    def to_internal_value(self, data: Any) -> str:
        try:
            return clean_folder(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class Strict(serializers.Serializer[Any]):
    """A request's body; a misspelt field is not lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        expected = ", ".join(sorted(map(str, self.fields)))
        strangers = [str(name) for name in data if name not in self.fields] if isinstance(data, dict) else []
        if strangers:
            raise serializers.ValidationError(
                {name: f"not known here; expected one of {expected}" for name in strangers}
            )
        return super().to_internal_value(data)


class AssetChange(Strict):
    """What may be changed of a file."""

    name = serializers.CharField(required=False, max_length=200, validators=[readable])
    folder = FolderField(required=False, help_text="empty is the top")


class FolderRow(serializers.Serializer[Any]):
    path = serializers.CharField(help_text="empty is the top")
    files = serializers.IntegerField(help_text="directly in it")
    bytes = serializers.IntegerField()


class FolderList(serializers.Serializer[Any]):
    """Every folder that has files directly in it."""

    folders = FolderRow(many=True)


class FolderChange(Strict):
    """A folder that is to be called otherwise, or to lie elsewhere."""

    path = FolderField(allow_blank=False)
    to = FolderField(help_text="empty: what is in it comes to the top")
