"""Captions: a show's settings, and its cues."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0004_shorter_hold")]

    operations = [
        migrations.AddField("show", "captions", models.JSONField(blank=True, default=dict)),
        migrations.CreateModel(
            name="Cue",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=12)),
                ("text", models.TextField(blank=True)),
                ("raw", models.TextField(blank=True)),
                ("texts", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("from_frame", models.BigIntegerField()),
                ("to_frame", models.BigIntegerField()),
                ("aired_from", models.BigIntegerField(null=True)),
                ("aired_to", models.BigIntegerField(null=True)),
                ("engine", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("confidence", models.FloatField(default=1)),
                ("no_speech", models.FloatField(default=0)),
                ("edited_by", models.CharField(blank=True, max_length=150)),
                ("time", models.FloatField(default=0)),
                ("show", models.ForeignKey("studio.show", models.CASCADE, related_name="cues")),
            ],
            options={
                "ordering": ("from_frame", "id"),
                "indexes": [models.Index(fields=["show", "from_frame"], name="cues_of_a_show_in_time")],
            },
        ),
    ]
