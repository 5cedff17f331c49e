"""Destinations as rows. Every show gets those that were there without being stored: the web player, and recording."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import studio.ids


def add_usual(apps: Any, schema_editor: Any) -> None:
    destination = apps.get_model("studio", "Destination")
    for show in apps.get_model("studio", "Show").objects.iterator():
        player = {"kind": "hls", "window": 10, "place": ""}
        destination.objects.create(show=show, position=0, name="Web player", output=player, on=True)
        destination.objects.create(show=show, position=1, name="Recording", output={"kind": "record"})


class Migration(migrations.Migration):
    dependencies = [("studio", "0009_known_time_zones")]

    operations = [
        migrations.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=studio.ids.destination_id,
                        editable=False,
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=120)),
                ("output", models.JSONField(default=dict)),
                ("on", models.BooleanField(default=False)),
                ("sealed", models.TextField(blank=True, default="", editable=False)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="destinations", to="studio.show"
                    ),
                ),
            ],
            options={"ordering": ("position", "id")},
        ),
        migrations.AddField(
            model_name="event", name="about", field=models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.RunPython(add_usual, migrations.RunPython.noop),
    ]
