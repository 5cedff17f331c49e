"""Uploaded files, those that are still on their way, and the work that looks at them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio import ids


def asset_id() -> str:
    return ids.fresh("ast")


def job_id() -> str:
    return ids.fresh("job")


def upload_id() -> str:
    return ids.fresh("upl", 16)


class Asset(models.Model):
    """An uploaded file. Its name on disk is the server's own; `name` is what the uploader called it."""

    class Kind(models.TextChoices):
        VIDEO = "video"
        AUDIO = "audio"
        IMAGE = "image"
        SUBTITLES = "subtitles"
        DOCUMENT = "document"
        BUNDLE = "bundle"

    class State(models.TextChoices):
        PROBING = "probing"
        READY = "ready"
        REFUSED = "refused"

    id = models.CharField(primary_key=True, max_length=64, default=asset_id, editable=False)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80, unique=True, help_text="in TALLY_HOME/library")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    mime = models.CharField(max_length=80)
    bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROBING)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    fps = models.FloatField(null=True, blank=True)
    duration_s = models.FloatField(null=True, blank=True)
    sound = models.BooleanField(default=False)
    container = models.CharField(max_length=40, blank=True, default="", help_text="such as mp4 or matroska")
    video_codec = models.CharField(max_length=40, blank=True, default="")
    profile = models.CharField(max_length=80, blank=True, default="", help_text="of the video codec")
    pixel_format = models.CharField(max_length=40, blank=True, default="")
    rate = models.CharField(max_length=24, blank=True, default="", help_text="pictures a second, exact: 30000/1001")
    audio_codec = models.CharField(max_length=40, blank=True, default="")
    channels = models.PositiveIntegerField(null=True, blank=True)
    sample_rate = models.PositiveIntegerField(null=True, blank=True)
    bit_rate = models.PositiveBigIntegerField(null=True, blank=True, help_text="bits a second, of all together")
    loudness_lufs = models.FloatField(null=True, blank=True, help_text="none of silence and of what is under 3 s")
    true_peak_db = models.FloatField(null=True, blank=True, help_text="dBTP; none where there is no loudness")
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="of a document")
    original = models.CharField(max_length=80, blank=True, default="", help_text="what `file`, a PDF, was made of")
    folder = models.CharField(max_length=255, blank=True, default="", help_text="such as Openers/2026; empty: the top")
    refused_why = models.CharField(max_length=300, blank=True, default="")
    graphic = models.JSONField(default=dict, blank=True, help_text="what the graphic in a bundle says of itself")
    has_thumbnail = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assets")

    class Meta:
        ordering = ("-created", "id")
        indexes = [models.Index(fields=["folder"], name="assets_by_folder")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return library() / self.file

    @property
    def original_path(self) -> Path:
        """What was uploaded: of a document that was laid out as a PDF another file than the one that is shown."""
        return library() / (self.original or self.file)

    @property
    def thumbnail_path(self) -> Path:
        return thumbnail_of(str(self.pk))


def thumbnail_of(asset_id: str) -> Path:
    """Where the thumbnail of a file is, if it has one."""
    return library() / "thumbnails" / f"{asset_id}.jpg"


class Upload(models.Model):
    """A file that comes in pieces. What has arrived of it lies at `path` until it is whole; then there is an asset."""

    id = models.CharField(primary_key=True, max_length=64, default=upload_id, editable=False)
    who = models.CharField(max_length=80, help_text="the user or token that sends it; nobody else knows of it")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    folder = models.CharField(max_length=255, blank=True, default="")
    bytes = models.PositiveBigIntegerField()
    archive = models.BooleanField(default=False, help_text="of a show, to be taken in as one; never in the library")
    modified_ms = models.BigIntegerField(null=True, blank=True, help_text="when the sender's file was changed last")
    offset = models.PositiveBigIntegerField(default=0, help_text="bytes that have arrived")
    asset = models.OneToOneField(Asset, models.CASCADE, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    touched = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ("created", "id")

    def __str__(self) -> str:
        return f"{self.name}: {self.offset} of {self.bytes}"

    @property
    def path(self) -> Path:
        return arriving() / self.pk


class Job(models.Model):
    """Long work, and the truth about it: a queue may forget a message, this row does not."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=64, default=job_id, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True, default="", help_text="of the model that is installed")
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, blank=True, related_name="jobs")
    recording = models.ForeignKey("Recording", models.CASCADE, null=True, blank=True, related_name="jobs")
    spec = models.JSONField(default=dict, blank=True, help_text="what is asked of it, beside the asset")
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0, help_text="from 0 to 1")
    error = models.CharField(max_length=300, blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created", "id")

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"


def library() -> Path:
    """The folder of uploaded files."""
    return Path(settings.TALLY_HOME) / "library"


def arriving() -> Path:
    """The folder of what has not arrived whole; nobody else reads there, and it moves to the library at no cost."""
    return library() / "arriving"


__all__ = ["Asset", "Job", "Upload"]
