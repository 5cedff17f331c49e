"""Whole shows by schedule."""

import django.db.models.deletion
from django.db import migrations, models

import studio.ids


class Migration(migrations.Migration):
    dependencies = [("studio", "0016_subtitles")]

    operations = [
        migrations.AddField(
            model_name="show",
            name="schedule_settled",
            field=models.DateTimeField(
                blank=True,
                help_text="up to then its schedule is no matter: it was edited, or the show stopped",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="show",
            name="schedule_done",
            field=models.DateTimeField(
                blank=True,
                help_text="up to then its schedule was done, or the show put on air for it",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="ScheduleEntry",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=studio.ids.schedule_entry_id,
                        editable=False,
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("note", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "do",
                    models.CharField(
                        choices=[("start", "Start"), ("stop", "Stop"), ("standby", "Standby")], max_length=7
                    ),
                ),
                (
                    "at",
                    models.CharField(
                        blank=True, default="", help_text="a local time; empty where a rule says it", max_length=40
                    ),
                ),
                ("rule", models.JSONField(blank=True, null=True)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                (
                    "rundown",
                    models.CharField(
                        blank=True, default="", help_text="what a start gives the programme", max_length=64
                    ),
                ),
                (
                    "closing",
                    models.BooleanField(default=False, help_text="the closing film is played before a stop"),
                ),
                ("enabled", models.BooleanField(default=True)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedule", to="studio.show"
                    ),
                ),
            ],
            options={"ordering": ("position", "id")},
        ),
    ]
